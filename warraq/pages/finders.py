"""One style sheet for the site, joined from the tokens, the pages' styles and each block's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SHEET = "pages/site.css"
_ROOM = Path(__file__).parent


def style_files() -> list[Path]:
    """Return the parts in cascade order: numbered page styles, then the blocks' by name."""
    return [*sorted((_ROOM / "styles").glob("*.css")), *sorted((_ROOM / "blocks").glob("*/*.css"))]


def joined_styles() -> str:
    """Return the style sheet without comments and needless space."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in style_files())
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"


class StylesFinder(BaseFinder):
    """Makes the joined style sheet when static files are looked for or collected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.STATE_DIR / "build")

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to misconfigure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the sheet's path for its name (a list of it with `find_all`), and nothing for any other."""
        if path != SHEET:
            return []
        found = self._made()
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        """Offer the sheet to collectstatic."""
        self._made()
        yield SHEET, self.storage

    def _made(self) -> str:
        target = Path(self.storage.path(SHEET))
        text = joined_styles()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return str(target)
