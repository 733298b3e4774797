"""A sister site on the hub's page: its name and its top stories."""
