"""Warraq: a publishing platform for Arabic news networks."""

__version__ = "0.1.0"
