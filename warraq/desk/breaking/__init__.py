"""The desk's screen for breaking news: one press raises the strip on every page of the chosen sites."""
