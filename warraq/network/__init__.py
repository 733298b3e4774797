"""Editions (the sister sites), their hosts, sections and house style."""
