"""The start page: one's own stories, what waits for one, what goes out next, what is read now, and what is wrong."""
