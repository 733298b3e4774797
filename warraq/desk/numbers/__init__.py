"""Numbers of stories and editions: how much is read, now and within a year, and from where readers come."""
