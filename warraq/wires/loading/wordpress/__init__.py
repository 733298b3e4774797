"""Moving in from WordPress: its export (WXR 1.0 to 1.2) as records, and how they become items.

===============  ===================================================================================
``reading``      the export's items, one in memory at a time
``attachments``  a first reading for what the library says of its pictures (``library``: what one post is told)
``shortcodes``   captions, galleries and embeds as HTML; what has no place in ours, counted. Pure
``texts``        a post's content as pieces. Pure
``pictures``     the pictures of a post whose files are here
``posts``        from all of that to an item, or why there is none
``mapping``      the mapping of a site, whose sections grow with its categories
===============  ===================================================================================
"""
