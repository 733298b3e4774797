"""The newsroom's admin, on Wagtail's."""
