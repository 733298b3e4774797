"""Pictures at the desk: a word of caution where their rights have ended."""
