"""Schedules fired by several real processes, which are killed in the middle, on SQLite and on PostgreSQL."""
