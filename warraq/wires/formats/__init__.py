"""The formats that agencies send in: one file each, from bytes to items. Fetching them is another's work."""
