"""Authors and topics by name, many at once: found or made with a few queries a batch, remembered within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable

from warraq.arabic.slugs import slug
from warraq.stories.models import Author, Topic

REMEMBERED = 10_000


class Names:
    """The rows of a model that has a unique name and a unique slug."""

    def __init__(
        self,
        model: type[Author] | type[Topic],
        *,
        make: Callable[[str], Author | Topic],
        remembered: int = REMEMBERED,
    ) -> None:
        """`make` finds or makes one row when its plain slug is taken."""
        self._model = model
        self._make = make
        self._remembered = remembered
        self._known: OrderedDict[str, int] = OrderedDict()

    def numbers(self, names: Iterable[str]) -> dict[str, int]:
        """Return the row number of each name; rows that are missing are made."""
        wanted = set(names)
        found = {name: self._known[name] for name in wanted if name in self._known}
        missing = wanted - found.keys()
        if missing:
            rows = self._model._default_manager.filter(name__in=missing)
            found |= dict(rows.values_list("name", "pk"))
        missing = wanted - found.keys()
        if missing:
            found |= self._made(sorted(missing))
        self._remember(found)
        return found

    def _made(self, names: list[str]) -> dict[str, int]:
        slugs = {name: slug(name, limit=100) for name in names}
        manager = self._model._default_manager
        taken = set(manager.filter(slug__in=slugs.values()).values_list("slug", flat=True)) | {""}
        plain: dict[str, str] = {}
        for name, wanted in slugs.items():
            if wanted not in taken:
                taken.add(wanted)
                plain[name] = wanted
        rows = [self._model(name=name, slug=wanted) for name, wanted in plain.items()]
        manager.bulk_create(rows)  # type: ignore[arg-type]
        made = {row.name: row.pk for row in rows}
        return made | {name: self._make(name).pk for name in names if name not in made}

    def _remember(self, found: dict[str, int]) -> None:
        for name, number in found.items():
            self._known[name] = number
            self._known.move_to_end(name)
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
