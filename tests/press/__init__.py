"""The press as readers meet it: several processes, a newsroom at work, and things that break."""
