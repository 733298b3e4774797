"""What the editor of a story is told of its copies: how alike, to which story, where and since when.

===========  =====================================================================
``notices``  the sentences. Pure
``panel``    the notices at the head of the form
``views``    the same, asked again after each save and for text that was pasted
===========  =====================================================================
"""
