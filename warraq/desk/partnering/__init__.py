"""Partners at the desk: their forms are furniture's; a key is made on a page of its own and shown once."""
