"""Each format beside what is read out of it."""
