"""A section's newest stories, as headlines, on every page of its edition."""
