"""Words as data: what lies here has its own notice where it came from elsewhere."""
