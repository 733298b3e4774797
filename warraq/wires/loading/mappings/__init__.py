"""The mappings that come with Warraq. Each module here declares one and registers it by name."""

from importlib import import_module
from pkgutil import iter_modules


def register_all() -> None:
    """Import every mapping of this folder, which registers it."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
