"""Planning: who covers what, where and when, and the story that is made from it."""
