"""The composition root: settings, addresses, the server's entry point and the `warraq` command."""
