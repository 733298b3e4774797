"""Live blocks: fragments that many pages share, pressed once per change.

A block is a package: its query (`block.py`), template, style and test together. It is registered by name; pages ask
for slots by name and never for its stories. `registry.py` holds the door, `choice.py` decides which stories stand
where, `render.py` draws.
"""
