"""The newest of a section, below its composed front."""
