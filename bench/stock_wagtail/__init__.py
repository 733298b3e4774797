"""A site as one builds it with Wagtail and nothing else: the peer that Warraq is measured against.

The same stories and the same blocks on each page: masthead, breaking, related, latest, teasers of eight sections, most
read, footer. Blocks are queries of the template, as Wagtail's documentation shows. With STOCK_CACHE=1 whole pages are
cached by Django's own middleware (the package wagtail-cache, the same thing with a button, does not allow Wagtail 8
yet: its version 3.0.0 asks for wagtail<8), in the memory of the process, and every publish empties the cache.
"""
