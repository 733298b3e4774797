"""The desk's screens of newsletters: what an edition sends and when, how many read it, a trial to oneself."""
