"""How items come: one file for each way. What they are is the formats' work."""
