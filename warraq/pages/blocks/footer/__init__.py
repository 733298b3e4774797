"""The foot of every page: sections, standing pages, sister sites."""
