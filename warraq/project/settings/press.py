"""The press: what it may keep in memory and on disk."""

import os

from .environment import STATE_DIR

PRESS_DIR = STATE_DIR / "press"
_MEGABYTE = 1024 * 1024
# Pressed pages with their composed answers, in each serving process.
PRESS_PAGE_BUDGET = int(os.environ.get("WARRAQ_PRESS_MEMORY_MB", "256")) * _MEGABYTE
# Live blocks, in each serving process.
PRESS_BLOCK_BUDGET = int(os.environ.get("WARRAQ_PRESS_BLOCKS_MB", "16")) * _MEGABYTE
# The page store on disk, one for each node.
PRESS_STORE_BUDGET = int(os.environ.get("WARRAQ_PRESS_DISK_MB", "2048")) * _MEGABYTE
# A related list older than this is drawn again after its page was read: new stories become related to old ones.
PRESS_RENEW_AFTER = float(os.environ.get("WARRAQ_PRESS_RENEW_MINUTES", "15")) * 60
