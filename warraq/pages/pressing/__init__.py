"""How the press is told what to press: readers' pages on one side, the engine on the other.

`backend.py` asks the views for a shell, `blocks.py` draws blocks for the press, `presser.py` reads the outbox and does
what `pages.touches` decides.
"""
