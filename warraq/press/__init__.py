"""The press: pages made of a pressed shell and live blocks, joined from parts that are already compressed.

An engine without news and without Django: what to press is registered with it from above. Its files, lowest
first:

- `shells`: slots in HTML text. `parts`: compressed pieces and how they are joined.
- `shelf`: things in memory under a budget. `board`: the live blocks. `pages`: pressed pages and composing them.
- `records`, `store`: the same on disk, shared by processes.
- `negotiate`: HTTP decisions. `edge`: Edge Side Includes.
- `engine`: the press, which ties these together.
- `flights`, `backend`, `front`: the WSGI application before the backend.
"""
