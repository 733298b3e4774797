"""The word lists that lie beside this module, folded. How each came about stands in docs/arabic.md."""

from importlib.resources import files

from warraq.arabic.text import fold


def lines(name: str) -> list[list[str]]:
    """The words of ``<name>.txt``, folded, line by line; ``#`` begins a comment line."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [fold(line).split() for line in text.splitlines() if line and not line.startswith("#")]


def words(name: str) -> frozenset[str]:
    """All the words of ``<name>.txt``, folded."""
    return frozenset(word for line in lines(name) for word in line)


def keys(*names: str) -> dict[str, str]:
    """Each word of these lists with the first of its line; of two lines with one word the first counts."""
    found: dict[str, str] = {}
    for line in (line for name in names for line in lines(name)):
        key = found.get(line[0], line[0])
        for word in line:
            found.setdefault(word, key)
    return found
