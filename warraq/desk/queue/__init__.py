"""The queue at the desk: what waits, what is tried again, what failed, for who edits the network."""
