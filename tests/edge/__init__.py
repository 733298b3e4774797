"""Caches in front of the press, for real: Debian's Varnish and nginx with the shipped files, and two press nodes."""
