"""What readers of an edition read most."""
