"""Is this an Arabic word? Ayaspell's dictionary (MPL 1.1, see NOTICE), asked through Hunspell.

170,000 entries with their affixes make some tens of millions of written forms, clitics included. It takes a
third of a second and about 15 MB to load, which happens at the first question or at ``warm``. A verdict
takes 10 to 200 µs; verdicts are remembered under a bound.

Hunspell is compiled. Where it, or a folder for temporary files, is missing, every word counts as known: what
asks here then finds nothing instead of finding fault with everything.
"""

import logging
import lzma
import re
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

_NAMES = ("ar.aff", "ar.dic")
_REMEMBERED = 65_536
# Hunspell itself reads no word of more than 100 letters; no Arabic word has more than 30.
_ASKABLE = re.compile("[\u0620-\u064a\u0671]{1,30}")

_log = logging.getLogger(__name__)


class _Speller(Protocol):
    def spell(self, word: str) -> bool: ...


@lru_cache(maxsize=_REMEMBERED)
def is_word(bare: str) -> bool:
    """Whether the lexicon has this form; ``bare`` has no tashkeel and no tatweel. What is no word at all is not."""
    if not _ASKABLE.fullmatch(bare):
        return False
    speller = _speller()
    return speller is None or bool(speller.spell(bare))


def is_available() -> bool:
    """Whether verdicts come from the lexicon."""
    return _speller() is not None


def warm() -> None:
    """Load now, so that the first question does not wait."""
    _speller()


@cache
def _speller() -> _Speller | None:
    try:
        from hunspell import Hunspell
    except ImportError as problem:
        _log.warning("The copy desk has no lexicon: Hunspell can't be loaded (%s).", problem)
        return None
    try:
        with TemporaryDirectory(prefix="warraq-lexicon-") as folder:
            _unpack(Path(folder))
            return Hunspell("ar", hunspell_data_dir=folder)
    except (OSError, lzma.LZMAError) as problem:
        _log.warning("The copy desk has no lexicon: its files can't be unpacked (%s).", problem)
        return None


def _unpack(folder: Path) -> None:
    """Hunspell reads files by name only."""
    for name in _NAMES:
        packed = files(__package__).joinpath(f"{name}.xz").read_bytes()
        (folder / name).write_bytes(lzma.decompress(packed))
