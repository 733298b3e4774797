"""What readers did: counts with time decay, most read."""
