"""The newest stories of an edition."""
