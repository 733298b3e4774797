"""Live coverage as readers see it.

==============  ======================================================================================
``coverage``    what a page prints of a coverage
``fragments``   what a page that is open asks for: the last changes, and the chain for who missed more
``views``       the addresses of both, and of the pages of older posts
==============  ======================================================================================
"""
