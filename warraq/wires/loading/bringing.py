"""A former site's pictures become the house's: each once, however many stories show it."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from hashlib import sha1
from pathlib import Path

from django.core.files.base import ContentFile

from warraq.arabic.truncate import truncate
from warraq.inbox.picture_files import Drawn, Why
from warraq.stories.models import Picture
from warraq.wires.loading.drawing import Drawing
from warraq.wires.loading.items import LONGEST_CAPTION, LONGEST_NAME, Item, ItemPicture
from warraq.wires.loading.picture_folder import lost_pictures

REMEMBERED = 20_000
LOOKED_UP_AT_ONCE = 900  # SQLite takes at most 999 values
_LONGEST_TITLE = 250
_LONGEST_STEM = 60


class Pictures:
    """The pictures that were brought, by the file that each was. `lost` counts the others by their reason."""

    def __init__(self, drawing: Drawing, *, lost: Counter[str]) -> None:
        self._drawing = drawing
        self._lost = lost
        self._known: OrderedDict[str, int | Why] = OrderedDict()

    def bring(self, items: Iterable[Item]) -> None:
        """Draw and keep the pictures of these items that are not here yet; outside of a transaction, since it takes
        time. What is brought stays, whatever becomes of the stories: another run finds it.
        """
        wanted: dict[str, tuple[ItemPicture, str]] = {}
        for item in items:
            for picture in item.all_pictures:
                wanted.setdefault(picture.file, (picture, item.headline))
        self._forget_deleted(list(wanted))
        unknown = [file for file in wanted if file not in self._known]
        for file, drawn in self._drawing.drawn(unknown):
            picture, headline = wanted[file]
            self._known[file] = (
                drawn if isinstance(drawn, Why) else picture_keep(drawn, told=picture, headline=headline).pk
            )
        for file in wanted:
            self._known.move_to_end(file)
        while len(self._known) > max(REMEMBERED, len(wanted)):
            self._known.popitem(last=False)

    def number(self, picture: ItemPicture, *, of: Item) -> int | None:
        """Return the number of a picture's row; None, and one more that is lost, for one that can't be drawn."""
        if picture.file not in self._known:
            self.bring([of])
        known = self._known[picture.file]
        if isinstance(known, Why):
            self._lost[lost_pictures(known.value)] += 1
            return None
        return known

    def _forget_deleted(self, files: Sequence[str]) -> None:
        """Forget pictures that the desk has deleted since."""
        numbers = {file: known for file in files if isinstance(known := self._known.get(file), int)}
        rows = list(set(numbers.values()))
        there: set[int] = set()
        for start in range(0, len(rows), LOOKED_UP_AT_ONCE):
            part = rows[start : start + LOOKED_UP_AT_ONCE]
            there.update(Picture.objects.filter(pk__in=part).values_list("pk", flat=True))
        for file, number in numbers.items():
            if number not in there:
                del self._known[file]


def picture_keep(drawn: Drawn, *, told: ItemPicture, headline: str) -> Picture:
    """Keep a drawn picture with what the site, or else the file, tells of it; one with the same pixels is the same.

    One story's caption stays with that story: another may show the picture for another reason.
    """
    # Wagtail's own digest of a file; no secret hangs on it.
    digest = sha1(drawn.data, usedforsecurity=False).hexdigest()
    known = Picture.objects.filter(file_hash=digest).first()
    if known is not None:
        return known
    caption = told.own_caption or drawn.said.caption
    name = f"{Path(told.file).stem[:_LONGEST_STEM]}.{drawn.ending}"
    title = told.title or caption or told.caption or headline
    picture = Picture(
        title=truncate(title, limit=_LONGEST_TITLE)[:_LONGEST_TITLE],
        file=ContentFile(drawn.data, name=name),
        file_size=len(drawn.data),
        file_hash=digest,
        description=told.alt[:255],
        caption=truncate(caption, limit=LONGEST_CAPTION)[:LONGEST_CAPTION],
        credit=(told.credit or drawn.said.whole_credit)[:LONGEST_NAME],
        rights=truncate(drawn.said.rights, limit=LONGEST_CAPTION)[:LONGEST_CAPTION],
    )
    picture.save()
    return picture
