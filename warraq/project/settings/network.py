"""How the network is reached from outside: scheme and port of its public addresses, hosts without an edition."""

import os

PUBLIC_SCHEME = os.environ.get("WARRAQ_SCHEME", "http")
# The port that readers type; empty for the scheme's own.
PUBLIC_PORT = os.environ.get("WARRAQ_PORT", "")
# What a host that no edition owns gets: "404", or "hub" for the network's hub.
UNKNOWN_HOST = os.environ.get("WARRAQ_UNKNOWN_HOST", "404")
# Hosts are checked against the editions' own table (warraq.pages.middleware), which changes while running.
ALLOWED_HOSTS = ["*"]
