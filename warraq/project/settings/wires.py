"""Where wires may come from."""

import os
from pathlib import Path

# Folders that sources may be told to watch, with `:` between them; none without.
WIRE_FOLDERS = [Path(path) for path in os.environ.get("WARRAQ_WIRE_FOLDERS", "").split(os.pathsep) if path]
# Hosts within a private network that may be asked all the same (a feed of a sister house), with spaces between them.
FETCH_TRUSTED_HOSTS = frozenset(os.environ.get("WARRAQ_FETCH_TRUSTED_HOSTS", "").lower().split())
