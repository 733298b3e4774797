"""Moving in from saved pages: what a page says of itself, its text, and how both become an item.

============  ======================================================================================
``reading``   a folder of pages, or a list of them, one page in memory at a time
``said``      what a page says of itself: JSON-LD, metadata, microdata, breadcrumbs. Pure
``moments``   the many ways in which pages write a moment. Pure
``text``      the story's text among all that stands around it, by trafilatura. Pure
``pages``     from all of that to an item, or why there is none. Pure
``mapping``   the mapping of a site, whose sections grow with its pages
============  ======================================================================================
"""
