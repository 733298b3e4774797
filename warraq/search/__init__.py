"""Finding stories.

==============  ====================================================================================
``query``       what was typed, read: words, «phrases», -exclusions. Pure
``documents``   what the index holds of a story: words and stems of headline and text, and marks to filter by
``words``       the tokens and spellings of a text: the costly part, whose answers can be worked out ahead. Pure
``index/``      one interface, two engines: SQLite's FTS5 and PostgreSQL's text search
``ranking``     the order of what was found: fields, rarity, coverage, nearness, a little recency. Pure
``snippets``    the passage that answers, in its original spelling, with its words marked. Pure
``vocabulary``  the words of the archive: how rare each is, what is meant by a slip, what completes a beginning
``finding``     documents that hold a query, in their order
``selectors``   what readers find: the same through the one visible set
``desk``        what the newsroom finds, drafts and withdrawn stories too
``services``    keeping the index: it follows every verb in its own transaction; rebuilding
==============  ====================================================================================

Both engines are given the same tokens (`warraq.arabic.analysis`) and asked for candidates only; the order is ours, so
that a network finds the same on either.
"""
