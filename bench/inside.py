"""Runs a program of the bench inside Django, whose settings must stand before its models can be imported.

python -m bench.inside warraq.project.settings bench.archive --stories 1000 ...
"""

from __future__ import annotations

import importlib
import os
import sys

import django


def main() -> None:
    """Set Django up as the first argument says, and be the module that the second one names."""
    _, settings, module, *arguments = sys.argv
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    django.setup()
    sys.argv = [module, *arguments]
    importlib.import_module(module).main()


if __name__ == "__main__":
    main()
