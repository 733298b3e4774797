"""A section on its edition's home page: one story with its picture, the others as headlines."""
