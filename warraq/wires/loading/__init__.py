"""Bringing stories in from a dump of records.

==============  ====================================================================================
``records``     the lines of a file as records, one at a time; what can't be read has a line and a reason
``items``       what a record says, in the newsroom's words: an Item, or why there is none
``mapping``     the small declared thing that turns one system's records into items
``mappings/``   the mappings that come with Warraq, one file each, in a registry
``declared``    mappings that a newsroom writes for its own dump, in TOML or Python
``bylines``     the many forms of a byline: places, authors, agencies (``gazetteer``, ``agencies``: the tables)
``decide``      new, updated, unchanged: pure
``store``       writing batches: a transaction each
``ahead``       records prepared ahead by other processes (``preparing``: what they do; ``processes``: how they live)
``bringing``    pictures of a former site, each kept once (``picture_folder``: finding them; ``drawing``: decoding)
``load``        the run: batches, progress, stopping, rejects, summary
==============  ====================================================================================
"""
