"""The edition's name and section bar: a block, so that a new section does not touch the archive's shells."""
