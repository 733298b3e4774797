"""Posting in the heat: the screen of a live coverage.

==============  ========================================================================================
``form``        the composer, and the form of an edit
``sentences``   why a verb was refused, in the newsroom's words
``views``       the coverages, one coverage's screen, and what its script asks
``hooks``       the addresses, the menu item, the button beside a story
==============  ========================================================================================
"""
