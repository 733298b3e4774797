"""Stories near a story."""
