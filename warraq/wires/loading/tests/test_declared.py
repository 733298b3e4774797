"""Mappings that a newsroom writes."""

from __future__ import annotations

from pathlib import Path

import pytest

import warraq
from warraq.wires.loading.declared import BadMapping, mapping_named
from warraq.wires.loading.items import AgencyCredit

TOML = """
name = "sabah"
unwatched = ["source_url"]

[edition.sabah]
name = "الصباح"
host = "sabah.example.org"
locale = "ar-MA"
time_zone = "Africa/Casablanca"

[section]
news = "أخبار"
sport = { name = "رياضة", colour = "#00695c" }

[fields]
key = "id"
headline = "title"
published = "date"
text = "body"
byline = "by"
section = "cat"
address = "link"
topics = "tags"

[sections]
"كرة القدم" = "sport"

[time]
form = "%d/%m/%Y %H:%M"
zone = "Africa/Casablanca"

[byline]
house = ["الصباح"]
place = "last"
"""
RECORD = {
    "id": 12,
    "title": "فوز فريق الواحة",
    "date": "05/06/2023 14:00",
    "body": "فاز.\nوسجل.",
    "by": "سالم ناجي - رويترز - فاس",
    "cat": "كرة القدم",
    "link": "https://sabah.example.org/12",
    "tags": "الدوري، الواحة",
    "anything": "else",
}


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "sabah.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def test_a_toml_file_of_field_names_is_a_mapping(declared: Path) -> None:
    mapping = mapping_named(str(declared))
    item = mapping.item(RECORD)
    assert (item.origin_key, item.edition, item.section) == ("12", "sabah", "sport")
    assert (item.headline, item.paragraphs) == ("فوز فريق الواحة", ("فاز.", "وسجل."))
    assert (item.dateline, item.authors, item.agency) == (
        "فاس",
        ("سالم ناجي",),
        AgencyCredit("رويترز", "رويترز"),
    )
    assert item.published_at.isoformat() == "2023-06-05T14:00:00+01:00"
    assert (item.source_url, item.topics) == ("https://sabah.example.org/12", ("الدوري", "الواحة"))
    assert mapping.required == {"id", "title", "date"}
    assert mapping.optional is None
    assert mapping.unwatched == {"source_url"}


def test_an_unknown_section_falls_to_the_first(declared: Path) -> None:
    assert mapping_named(str(declared)).item(RECORD | {"cat": "طقس"}).section == "news"


def test_ignored_fields_make_the_dump_strict(tmp_path: Path) -> None:
    path = tmp_path / "strict.toml"
    path.write_text('ignored = ["anything"]\n' + TOML, encoding="utf-8")
    mapping = mapping_named(str(path))
    assert mapping.optional is not None
    assert "anything" in mapping.optional
    assert "other" not in mapping.optional


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("name = ", "nom = "), "'name' is missing"),
        (("headline = ", "title = "), "“title” is no field of a story"),
        (('host = "sabah.example.org"', ""), "host"),
        (('place = "last"', 'place = "middle"'), "MIDDLE"),
        (("[fields]", "[fields"), "is not TOML"),
        (('name = "sabah"', 'name = "ant"'), "belongs to a mapping of Warraq's"),
        (('unwatched = ["source_url"]', 'unwatched = ["colour"]'), "can't leave unwatched: colour"),
        (('name = "sabah"', 'name = "الصباح"'), "is no name for a mapping"),
    ],
)
def test_what_is_wrong_with_a_toml_file_is_told(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(TOML.replace(*change, 1), encoding="utf-8")
    with pytest.raises(BadMapping, match=sentence):
        mapping_named(str(path))


def test_a_python_file_may_do_more(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(
        "from warraq.wires.loading.mapping import EditionPlan, Mapping, SectionPlan\n"
        "MAPPING = Mapping(name='own', editions={'own': EditionPlan('الصباح', 'own.example.org')},\n"
        "    sections={'news': SectionPlan('أخبار')}, item=lambda record: None)\n"
    )
    assert mapping_named(str(path)).name == "own"


@pytest.mark.parametrize(
    ("source", "sentence"), [("MAPPING = 3", "has no MAPPING"), ("1 / 0", "can't be run: ZeroDivisionError")]
)
def test_what_is_wrong_with_a_python_file_is_told(tmp_path: Path, source: str, sentence: str) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(source)
    with pytest.raises(BadMapping, match=sentence):
        mapping_named(str(path))


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(BadMapping, match=r"no load mapping “nope”. Known: ant, saudinewsnet"):
        mapping_named("nope")
    for missing in ("none.py", "none.toml"):
        with pytest.raises(BadMapping, match=missing):
            mapping_named(missing)


@pytest.mark.parametrize("language", ["toml", "python"])
def test_the_examples_of_the_manual_work(tmp_path: Path, language: str) -> None:
    manual = (Path(warraq.__file__).parent.parent / "docs" / "load-mappings.md").read_text(encoding="utf-8")
    example = manual.partition(f"```{language}\n")[2].partition("```")[0]
    path = tmp_path / f"manual.{'toml' if language == 'toml' else 'py'}"
    path.write_text(example, encoding="utf-8")
    record = {
        "id": "12",
        "status": "published",
        "title": "فوز فريق الواحة",
        "body": "فاز.",
        "by": "جدة - رويترز" if language == "toml" else "رويترز - جدة",
        "link": "https://sabah.example.org/12",
        "category": "كرة القدم",
        "date": "05/06/2023 14:00" if language == "toml" else "Mon, 05 Jun 2023 14:00:00 +0100",
    }
    item = mapping_named(str(path)).item(record)
    assert (item.origin_key, item.headline, item.dateline) == ("12", "فوز فريق الواحة", "جدة")
    assert item.published_at.isoformat() == "2023-06-05T14:00:00+01:00"
    assert item.section == ("sport" if language == "toml" else "news")
