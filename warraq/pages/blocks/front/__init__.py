"""The top of an edition's home page: the lead, then the seconds."""
