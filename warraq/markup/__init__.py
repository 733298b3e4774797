"""HTML from outside, read into the pieces that a story's body is made of. No Django."""
