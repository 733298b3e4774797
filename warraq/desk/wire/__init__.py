"""The wires at the desk: what agencies sent, live, and stories made of it with one press."""
