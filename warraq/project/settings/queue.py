"""Where work that nobody waits for is kept: in the same database, done by `warraq serve`."""

TASKS = {
    # Wagtail's own small tasks are done where they arise, as its views expect.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # Any name of a queue is taken: rooms above choose theirs.
    "queue": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
}
