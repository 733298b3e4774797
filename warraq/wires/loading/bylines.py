"""A newspaper's byline, as typed, taken apart: where it was written, who wrote it, which agencies it came from.

The forms are many: «صنعاء: فلان - الرياض: فلان», «أ ف ب - رويترز - تونس», «اليوم - الرياض», «فلان من جدة»,
«فلان (الباحة) فلان (جدة)», «فلان- سبق- تبوك:». The text is cut at its marks; tables say which pieces are places,
agencies or the paper itself; what remains is judged by where it stands and by how names look.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache

from warraq.arabic.characters import TATWEEL
from warraq.arabic.text import clean, fold
from warraq.wires.loading.agencies import AgencyName, known_agency
from warraq.wires.loading.gazetteer import known_place
from warraq.wires.loading.names import is_given_name, looks_like_person

# Some crawls hold the story's first sentence where the byline should be.
LONGEST_BYLINE = 160
MOST_WORDS_OF_A_NAME = 5


class Layout(Enum):
    """Where a paper puts the place."""

    FIRST = "place first: «جدة - فلان»"
    LAST = "place last: «فلان - جدة»"
    BRACKETS = "place in brackets: «فلان (جدة)»"


@dataclass(frozen=True)
class House:
    """A paper's own way with bylines: the names it gives itself, which are no credit, and where places stand."""

    names: tuple[str, ...] = ()
    layout: Layout = Layout.FIRST
    keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(_key(name) for name in self.names))


@dataclass(frozen=True)
class Credits:
    """What a byline says, in its order and without repeats. `unread` is what could not be made out."""

    places: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    agencies: tuple[AgencyName, ...] = ()
    unread: tuple[str, ...] = ()


class Kind(Enum):
    """What a piece of a byline is."""

    PLACE = "place"
    PERSON = "person"
    AGENCY = "agency"
    DESK = "desk"
    UNKNOWN = "unknown"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Piece:
    """A piece between two marks. `group` counts the strong marks before it: dashes and colons, not commas."""

    text: str
    group: int
    bracketed: bool = False
    kind: Kind = Kind.UNKNOWN


@lru_cache(maxsize=4096)
def parse_byline(text: str, *, house: House) -> Credits:
    """Take a byline apart. Any text is fine; an empty one gives empty credits."""
    pieces = _pieces(_tidy(text), house=house)
    pieces = [replace(piece, kind=_by_tables(piece, house=house)) for piece in pieces]
    pieces = _house_or_town(pieces, house=house)
    pieces = _by_position(pieces, layout=house.layout)
    return _credits(pieces)


# ---- from text to pieces -------------------------------------------------------------------------------------------

_DASH_OF_TATWEEL = re.compile(f"(?:(?<=\\s)|^){TATWEEL}+|{TATWEEL}+(?=\\s|$)")
_LETTER_TATWEEL = re.compile(TATWEEL)
_DASH = "–"
_STRONG = re.compile(r"\s*[-–—−:|/;؛\t]+\s*|(?<=\w{3})\s\.\s")
_WEAK = re.compile(r"\s*[،,]\s*")
_MARK = re.compile(r"[-–—−|/;؛،,()]")
_QUOTES = re.compile(r"[«»\"“”„{}\[\]*]")
_NO_NAME = re.compile(r"[\d!؟?%@#]|\.\.\s*\w")
_BRACKETED = re.compile(r"\(([^()]*)\)?|\)")

# Whose names follow: the writer's (the word itself says nothing), or somebody's who did not write.
_WRITES = """
كتب كتبت يكتب تكتب يكتبها كتابة بقلم حوار الحوار حاوره حاورها حاورته أجرى أجراه أجرته تقرير تحقيق تحليل تغطية
متابعة إعداد أعده أعدته بواسطة لقاء رصد اختيار قراءة عرض رؤية شعر نص تحرير تأليف أدار الندوة رواية استطلاع
"""
_ASSISTS = "تصوير عدسة كاميرا ترجمة الترجمة ترجمها المصور صور"
# By telephone, the honours of a letter to the editor, days and months of a date.
_SAYS_NOTHING = """
هاتفيا المحترم وبعد السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
"""
# A piece that begins with one of these is a desk or a column of the paper, whatever follows.
_DESKS = """
مكتب خاص كلمة رأي قسم القسم فريق المحرر محرر التحرير إدارة اللجنة المنسق المركز مركز صحيفة جريدة مراسل مراسلو موفد
مندوب متابعات المتابعات المحليات محليات الثقافية الثقافي الاقتصاد الاقتصادي الرياضة الإلكتروني الإلكترونية موقع
العلاقات دنيا ثقافة وحدة المؤلف ملحق سعادة حفظه سلمه مساحة إضاءة زاوية المكاتب المنوعات
"""
_BY_TELEPHONE = fold("هاتفيا")
# A reader's comment, or a sentence.
_NO_BYLINE = re.compile(r"\(\s*زائر\s*\)|[؟?]")


def _keys(words: str, *, prefixes: tuple[str, ...] = ("",)) -> frozenset[str]:
    return frozenset(fold(prefix + word) for word in words.split() for prefix in prefixes)


_WRITING_WORDS = _keys(_WRITES, prefixes=("", "و"))
_ASSISTING_WORDS = _keys(_ASSISTS, prefixes=("", "و"))
_ROLES = _WRITING_WORDS | _ASSISTING_WORDS
_NOTHING = _keys(_SAYS_NOTHING)
_DESK_BEGINNINGS = _keys(_DESKS)


def _tidy(text: str) -> str:
    """Plain text: entities read, one kind of space, tatweel either a dash or nothing, the sentence after it gone."""
    text = clean(_DASH_OF_TATWEEL.sub(f" {_DASH} ", html.unescape(html.unescape(text)).replace("\t", " - ")))
    text = "" if _NO_BYLINE.search(text) else _LETTER_TATWEEL.sub("", text)
    if len(text) > LONGEST_BYLINE:
        head, colon, _ = text.partition(":")
        return head if colon and len(head) <= LONGEST_BYLINE else ""
    return text


def _pieces(text: str, *, house: House) -> list[Piece]:
    """Cut at brackets, strong and weak marks, words of role, «و» between names, and places glued to names."""
    found: list[Piece] = []
    group = 0
    for span, bracketed in _spans(_before_places(text)):
        for number, strong in enumerate(_STRONG.split(_QUOTES.sub(" ", span))):
            group += 1 if number else 0
            for weak in _WEAK.split(strong):
                found += (
                    Piece(text=part, group=group, bracketed=bracketed)
                    for part in _roles_apart(" ".join(weak.split()))
                )
        # What stands after a bracket begins anew: «فلان (الرياض) فلان (حائل)».
        group += 1 if bracketed else 0
    found = [piece for piece in found if piece.text.strip(" .")]
    found = [apart for piece in found for apart in _person_and_place(piece, house=house)]
    return [apart for piece in found for apart in _persons_apart(piece, house=house)]


def _spans(text: str) -> Iterable[tuple[str, bool]]:
    """Return the stretches outside and inside of brackets, in order."""
    end = 0
    for match in _BRACKETED.finditer(text):
        yield text[end : match.start()], False
        if match[1] is not None:
            yield match[1], True
        end = match.end()
    yield text[end:], False


def _before_places(text: str) -> str:
    """Put a mark before each «place:» that stands straight after a name: «فلان بغداد: فلان»."""
    parts = text.split(":")
    for number, part in enumerate(parts[:-1]):
        words = part.split()
        for count in (3, 2, 1):
            place = " ".join(words[-count:])
            if known_place(place) and not _MARK.search(place):
                if len(words) > count + 1:
                    parts[number] = " ".join(words[:-count]) + f" {_DASH} " + place
                break
    return ":".join(parts)


def _roles_apart(text: str) -> Iterable[str]:
    """Part words of role from the names around them: «جدة تصوير فلان»."""
    run: list[str] = []
    for word in text.split():
        if fold(word) in _ROLES or fold(word) == _BY_TELEPHONE:
            if run:
                yield " ".join(run)
            yield word
            run = []
        else:
            run.append(word)
    if run:
        yield " ".join(run)


_FROM = re.compile(r"^(.+)\sمن\s(.+)$")


def _person_and_place(piece: Piece, *, house: House) -> list[Piece]:
    """Part «فلان من جدة» and a name that a place is glued to, before or after it."""
    if _by_tables(piece, house=house) is not Kind.UNKNOWN:
        return [piece]
    came_from = _FROM.match(piece.text)
    if came_from and known_place(came_from[2]):
        return [replace(piece, text=came_from[1]), replace(piece, text=came_from[2])]
    words = piece.text.split()
    for count in (2, 1):
        for cut, place, rest in (
            (len(words) - count, words[-count:], words[:-count]),
            (count, words[:count], words[count:]),
        ):
            if _is_town_beside(place, rest=rest):
                return [replace(piece, text=" ".join(part)) for part in (words[:cut], words[cut:])]
    return [piece]


def _is_town_beside(place: list[str], *, rest: list[str]) -> bool:
    """Whether words name a place though a name or an agency is glued to them."""
    if not rest or len("".join(place)) < 3 or not known_place(" ".join(place)) or is_given_name(place[0]):
        return False
    return len(rest) >= 2 or known_agency(rest[0]) is not None


def _persons_apart(piece: Piece, *, house: House) -> list[Piece]:
    """Part «فلان وفلان» and «فلان و فلان»."""
    if _by_tables(piece, house=house) is not Kind.UNKNOWN:
        return [piece]
    runs: list[list[str]] = [[]]
    for word in piece.text.split():
        if word == "و":
            runs.append([])
        elif len(runs[-1]) != 1 and _begins_another(word):
            runs.append([word[1:]])
        else:
            runs[-1].append(word)
    return [replace(piece, text=" ".join(run)) for run in runs if run]


def _begins_another(word: str) -> bool:
    """Whether «و» at a word's start joins another name: «ومحمد», but not «وليد»."""
    return (
        word.startswith("و")
        and not is_given_name(word)
        and (is_given_name(word[1:]) or word[1:2] in ("أ", "إ"))
    )


# ---- what the pieces are -------------------------------------------------------------------------------------------


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def _by_tables(piece: Piece, *, house: House) -> Kind:
    """Judge a piece by what it says alone."""
    text = fold(piece.text)
    if not text or text in _ROLES or text in _NOTHING:
        return Kind.NOTHING
    if _key(piece.text) in house.keys or text.split()[0] in _DESK_BEGINNINGS:
        return Kind.DESK
    if known_agency(piece.text):
        return Kind.AGENCY
    return Kind.PLACE if known_place(piece.text) else Kind.UNKNOWN


def _house_or_town(pieces: list[Piece], *, house: House) -> list[Piece]:
    """A paper named after its town («الرياض», «المدينة») is the town where no other place is named before it."""
    judged: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.kind is Kind.DESK and known_place(piece.text) and house.layout is Layout.FIRST:
            elsewhere = [
                other
                for other in (*pieces[:number], *pieces[number + 1 :])
                if other.kind is Kind.PLACE and other.group != piece.group
            ]
            if not elsewhere and not any(_key(other.text) == _key(piece.text) for other in pieces[:number]):
                piece = replace(piece, kind=Kind.PLACE)
        judged.append(piece)
    return judged


def _by_position(pieces: list[Piece], *, layout: Layout) -> list[Piece]:
    """Judge what no table knows by where it stands and how it looks."""
    told = [piece for piece in pieces if piece.kind is not Kind.NOTHING]
    return [
        replace(piece, kind=_unknown(piece, told=told, layout=layout))
        if piece.kind is Kind.UNKNOWN
        else piece
        for piece in pieces
    ]


def _unknown(piece: Piece, *, told: list[Piece], layout: Layout) -> Kind:
    if piece.bracketed:
        return Kind.PLACE if layout is Layout.BRACKETS and not looks_like_person(piece.text) else Kind.NOTHING
    if _NO_NAME.search(piece.text):
        return Kind.UNKNOWN
    is_name = looks_like_person(piece.text)
    explained = layout is not Layout.BRACKETS and _is_explained(piece, told=told)
    if not is_name and (explained or _in_place_position(piece, told=told, layout=layout)):
        return Kind.PLACE
    most = MOST_WORDS_OF_A_NAME + 3 if is_name else MOST_WORDS_OF_A_NAME
    return Kind.PERSON if 2 <= len(piece.text.split()) <= most else Kind.UNKNOWN


def _is_explained(piece: Piece, *, told: list[Piece]) -> bool:
    """Whether a bracket after the piece says where it lies: «بولي علم (أفغانستان)»."""
    after = told[told.index(piece) + 1 :]
    return bool(after) and after[0].bracketed and after[0].kind is Kind.PLACE


def _in_place_position(piece: Piece, *, told: list[Piece], layout: Layout) -> bool:
    """Whether a byline of several pieces has its place where this piece stands."""
    if layout is Layout.BRACKETS or len({other.group for other in told}) < 2 or len(piece.text.split()) > 3:
        return False
    end = told[0].group if layout is Layout.FIRST else told[-1].group
    if piece.group != end or any(other.kind is Kind.PLACE for other in told):
        return False
    if any(other.kind is Kind.AGENCY for other in told if other.group != end):
        return True
    beside = [other for other in told if other.group != end]
    if any(other.kind is Kind.DESK for other in beside):
        return len(piece.text.split()) == 1 or layout is Layout.FIRST
    return len(piece.text.split()) == 1 or (
        layout is Layout.FIRST and any(looks_like_person(other.text) for other in beside)
    )


# ---- what the byline says ------------------------------------------------------------------------------------------


def _credits(pieces: list[Piece]) -> Credits:
    places: dict[str, str] = {}
    authors: dict[str, str] = {}
    agencies: dict[AgencyName, None] = {}
    for number, piece in enumerate(pieces):
        if piece.kind is Kind.PERSON and not _assisted(pieces[:number]):
            authors.setdefault(fold(piece.text), piece.text.strip(" ."))
        elif piece.kind is Kind.PLACE and not _qualifies(piece, before=pieces[:number]):
            places.setdefault(_key(piece.text), known_place(piece.text) or piece.text.strip(" ."))
        elif piece.kind is Kind.AGENCY and (agency := known_agency(piece.text)):
            agencies.setdefault(agency)
    return Credits(
        places=tuple(places.values()),
        authors=tuple(authors.values()),
        agencies=tuple(agencies),
        unread=tuple(piece.text for piece in pieces if piece.kind is Kind.UNKNOWN),
    )


def _assisted(before: list[Piece]) -> bool:
    """Whether the last word of role, with no place after it, is a photographer's or translator's alone.

    «تصوير: فلان» did not write; «إعداد وترجمة: فلان» did.
    """
    roles: list[str] = []
    for piece in reversed(before):
        if piece.kind is Kind.NOTHING:
            roles.append(fold(piece.text))
        elif roles or piece.kind is Kind.PLACE:
            break
    return bool(roles) and all(role in _ASSISTING_WORDS for role in roles)


def _qualifies(piece: Piece, *, before: list[Piece]) -> bool:
    """Whether a bracketed place only says where the place before it is: «سروج (تركيا)»."""
    if not piece.bracketed or not before:
        return False
    return before[-1].kind is Kind.PLACE and not before[-1].bracketed
