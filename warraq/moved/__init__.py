"""Where the addresses of a former site lead: every one of them to a story of today."""
