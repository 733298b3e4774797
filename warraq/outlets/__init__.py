"""Stories out: feeds, sitemaps, robots and metadata files."""
