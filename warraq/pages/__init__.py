"""What readers see: shells, live blocks, views and styles."""
