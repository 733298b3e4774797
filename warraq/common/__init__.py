"""Tiny bases shared by every room. It imports nothing of Warraq."""
