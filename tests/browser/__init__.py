"""The demo network in a real browser, as its readers and its newsroom see it."""
