"""Writes the snapshot of the API's document, when the API was changed on purpose."""

from __future__ import annotations

import json
import os
from pathlib import Path

SNAPSHOT = Path(__file__).parent / "openapi.json"


def main() -> None:
    """Write the document as the code makes it now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warraq.project.testing")
    import django

    django.setup()
    from warraq.outlets.api.views import document

    text = json.dumps(document(), ensure_ascii=False, indent=1)
    SNAPSHOT.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
