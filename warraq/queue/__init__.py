"""Work that need not be done while somebody waits: kept in the database, done by `warraq serve`, tried again.

The package django-tasks-db keeps the rows and runs one; here is what a newsroom needs around that.

``working``   taking what is due, in its turn; trying again, rescuing what a killed process was at, forgetting
``selectors`` what waits, what is tried again, what failed: for the desk
``services``  what the desk does about it
"""
