"""Live blogs: stories told post by post while they happen."""
