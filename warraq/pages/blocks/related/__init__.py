"""Stories near the page's own story."""
