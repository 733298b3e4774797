"""The strip above every page while something urgent is new."""
