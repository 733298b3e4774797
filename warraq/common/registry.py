"""A registry that refuses a second owner of a name."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class AlreadyRegistered(ValueError):
    """Two parts claim one name; the second is refused so that neither wins by import order."""


class Registry(Generic[T]):
    """Names to things, in the order of registration.

    `what` names the kind of thing in error messages ("live block", "load mapping").
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._owners: dict[str, T] = {}

    def register(self, name: str, thing: T) -> T:
        """Give `name` to `thing`; raises AlreadyRegistered when it has an owner."""
        if name in self._owners:
            raise AlreadyRegistered(f"The {self.what} “{name}” is registered already.")
        self._owners[name] = thing
        return thing

    def get(self, name: str) -> T:
        """Return the owner of `name`; raises LookupError that lists what there is."""
        try:
            return self._owners[name]
        except KeyError:
            known = ", ".join(self._owners) or "none"
            raise LookupError(f"There is no {self.what} “{name}”. Known: {known}.") from None

    def __contains__(self, name: str) -> bool:
        return name in self._owners

    def __iter__(self) -> Iterator[str]:
        return iter(self._owners)
