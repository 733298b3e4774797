"""The newsletters of editions: who gets them, what was sent; outlets make and send them, the desk decides on them.

``sealing``    addresses as they are kept: encrypted, and found by a keyed digest
``links``      what stands in the links of letters: signed, and for seven days where something is confirmed
``stamps``     the sender on each letter's envelope, by which it is known when it comes back
``days``       when a daily letter is due on an edition's clock; pure
``services``   subscribing, leaving, bounces, asking for letters within bounds
``selectors``  numbers for the desk, what is due
``doors``      what upper rooms offer each other by name
"""
