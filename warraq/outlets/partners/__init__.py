"""Stories out to partners with keys: ninjs and NewsML-G2."""
