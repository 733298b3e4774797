"""`warraq backup` and `warraq restore`: database and files in one archive (docs/operations/backups.md).

An archive is a tar, compressed with zstd or gzip: `about.json` first, then the database's copy, the files, and at the
end `manifest.json` with the digest of each member. It holds no setting and no secret of the environment.
"""
