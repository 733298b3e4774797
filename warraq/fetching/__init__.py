"""Asking servers outside, guarded: no private addresses, no endless redirects, no endless answers. No Django."""
