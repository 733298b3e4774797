"""The press: pages made of a pressed shell and live blocks, joined from parts that are already compressed.

An engine without news and without Django: what to press is registered with it from above. Its files, lowest
first: `shells` (slots in HTML text), `parts` (deflate parts and how they are joined), `board` (the live
blocks), `pages` (pressed shells in memory), `store` (the same on disk, shared by processes), `negotiate`
(HTTP decisions), `engine` (the press, which ties these together) and `front` (the WSGI application before the
backend).
"""
