"""What editors want readers to be told of at once: asked for here, carried out by the room that sends.

``models``    a request: the story, the site, the words, and what came of it
``services``  asking, taking back, and what the sender writes down
``selectors`` what waits, what was sent
``listening`` who is told that somebody asks
"""
