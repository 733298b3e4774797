"""Who gets into the desk: throttled log-in, the second factor, and what is written of both in the log."""
