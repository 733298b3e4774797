"""Press nodes, caches and a newsroom as real processes, for the tests that need them."""
