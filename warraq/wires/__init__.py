"""Stories in: importers from other systems."""
