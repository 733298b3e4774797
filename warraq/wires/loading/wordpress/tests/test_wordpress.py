"""`warraq load wordpress`: an export becomes stories, sections, topics and authors; old addresses lead to them."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result

from conftest import DATA
from warraq.moved.models import OldAddress
from warraq.network.models import Edition, Section
from warraq.related import signatures
from warraq.related.models import Band, Likeness, Signature
from warraq.search import words
from warraq.search.models import Document, Stem, Word
from warraq.search.vocabulary import forget_vocabulary
from warraq.stories.models import Story
from warraq.stories.services import story_publish
from warraq.wires.commands import load
from warraq.wires.loading import ahead
from warraq.wires.loading.opening import Unreadable
from warraq.wires.loading.wordpress import reading
from warraq.wires.loading.wordpress.reading import WxrFile
from warraq.wires.loading.wordpress.tests.export import export, post

REAL = DATA / "wire-formats" / "wordpress-wxr"


@pytest.fixture
def run(db, tmp_path, settings):
    """Return a function that loads an export into the edition `old`."""
    settings.STATE_DIR = tmp_path
    path = tmp_path / "export.xml"

    def load_it(text: str | bytes, *options: str, name: str = "قديم") -> Result:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        arguments = [
            "wordpress",
            str(path),
            "--edition",
            "old",
            "--name",
            name,
            "--host",
            "old.example",
            *options,
        ]
        return CliRunner().invoke(load, arguments)

    return load_it


def test_a_post_becomes_a_story_with_all_that_it_had(run):
    done = run(export(post(7, content="<p>فقرة <strong>أولى</strong>.</p><h3>عنوان</h3>")))
    assert done.exit_code == 0, done.output
    story = Story.objects.get()
    assert (story.headline, story.standfirst, story.live) == ("خبر من الموقع القديم", "خلاصة.", True)
    assert story.first_published_at == datetime(2021, 5, 3, 7, 30, tzinfo=UTC)
    assert story.last_published_at == datetime(2021, 5, 4, 8, tzinfo=UTC)
    assert [author.name for author in story.authors] == ["سلمى الراوي"]
    assert [topic.name for topic in story.topics] == ["وسم"]
    assert [(block.block_type, str(block.value)) for block in story.body] == [
        ("paragraph", "<p>فقرة <b>أولى</b>.</p>"),
        ("heading", "عنوان"),
    ]
    home = story.home_placement()
    assert (home.edition.slug, home.section.name, home.section.slug) == ("old", "سياسة", "سياسة")


@pytest.mark.parametrize(
    "address",
    [
        "/2021/05/{slug}/",
        "/2021/05/{slug}",
        "/?p=7",
        "/index.php/2021/05/{slug}/",
        "/2021/05/{twice}/",
        "/2021/05/{old}/",
    ],
)
def test_every_old_address_answers_one_301_to_a_200(run, reader, address):
    slug, old = quote("خبر-من-الموقع-القديم"), quote("عنوان-سابق")
    meta = f"<wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>{old.lower()}</wp:meta_value>"
    assert run(export(post(7, more=f"<wp:postmeta>{meta}</wp:postmeta>"))).exit_code == 0
    edition = Edition.objects.get(slug="old")
    answer = reader.on(edition, address.format(slug=slug, twice=quote(slug), old=old))
    assert answer.status_code == 301
    assert reader.on(edition, answer.headers["Location"]).status_code == 200


def test_run_again_nothing_changes_and_what_changed_there_changes_here_unless_the_desk_edited_it(run):
    second = post(8, slug="خبر-ثان")
    run(export(post(7), second))
    assert "0 new, 0 updated, 2 unchanged" in run(export(post(7), second)).output
    numbers = set(Story.objects.values_list("pk", flat=True))
    edited = Story.objects.get(origin_key="wordpress-old:8")
    edited.headline = "عنوان من المكتب"
    story_publish(edited)
    again = run(export(post(7, title="عنوان جديد"), post(8, title="عنوان جديد", slug="خبر-ثان")))
    assert "0 new, 1 updated, 1 unchanged" in again.output
    assert set(Story.objects.values_list("pk", flat=True)) == numbers
    assert sorted(Story.objects.values_list("headline", flat=True)) == ["عنوان جديد", "عنوان من المكتب"]
    assert OldAddress.objects.count() == 4


def test_what_is_no_published_post_is_named_and_what_is_lost_is_counted(run, tmp_path):
    comment = "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"
    done = run(
        export(
            post(1, content='[gallery ids="1"]<img src="https://old.example/a.jpg">نص', more=comment),
            post(2, status="draft"),
            post(3, kind="attachment"),
            post(4, kind="page"),
            "<item><title>لا شيء</title></item>",
        )
    )
    assert "1 new, 0 updated, 0 unchanged, 2 rejected" in done.output
    told = done.output[done.output.index("Not carried:") :]
    for line in (
        "1 × comments",
        "1 × pictures within texts",
        "1 × shortcode gallery",
        "1 × items of the type attachment",
        "1 × items of the type page",
    ):
        assert line in told
    rejects = next(tmp_path.glob("*.rejects.jsonl")).read_text()
    assert "its status is" in rejects
    assert "no field" in rejects


def test_categories_are_sections_unless_others_are_chosen_and_the_rest_are_topics(run):
    second = '<category domain="category" nicename="economy"><![CDATA[اقتصاد]]></category>'
    run(
        export(post(1, category="uncategorized", more=second), post(2, category="author")),
        "--section",
        "economy=money",
    )
    assert set(Section.objects.values_list("slug", flat=True)) == {"money", "s-author"}
    assert "NAME=SLUG" in run(export(post(1)), "--section", "economy").output


def test_a_time_without_its_utc_is_the_sites_own(run):
    run(export(post(1, gmt="0000-00-00 00:00:00")), "--time-zone", "Africa/Cairo")
    assert Story.objects.get().first_published_at == datetime(2021, 5, 3, 8, 30, tzinfo=UTC)


def test_a_packed_export_with_forbidden_bytes_is_read(run):
    text = (
        export(post(1, title="خبر \x0b فيه \x08 رموز"))
        .encode()
        .replace(b"\xd8\xb1\xd9\x85\xd9\x88\xd8\xb2", b"\xd8\xff x")
    )
    assert run(gzip.compress(text)).exit_code == 0
    assert Story.objects.get().headline.startswith("خبر فيه")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ليس XML", "not well-formed XML"),
        (export(post(1))[:-16], "not well-formed XML after item 1"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>", "entities"),
        ("<rss><channel></channel></rss>", "holds no records"),
        (gzip.compress(export(post(1)).encode())[:-30], "breaks off"),
    ],
)
def test_a_broken_file_is_one_sentence(run, text, reason):
    done = run(text)
    assert done.exit_code == 1
    assert reason in done.output
    assert "Traceback" not in done.output


def test_an_edition_that_is_not_there_needs_a_name_and_a_host(db, tmp_path):
    done = CliRunner().invoke(load, ["wordpress", str(tmp_path / "x.xml"), "--edition", "old"])
    assert "give --name and --host" in done.output


def test_an_item_without_an_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_ITEM", 200_000)
    path = tmp_path / "x.xml"
    path.write_text(export(post(1), post(2, content="س" * 300_000)))
    with WxrFile(path) as file, pytest.raises(Unreadable, match="larger than"):
        list(file)


@pytest.mark.corpus
@pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/wire-formats/wordpress-wxr")
@pytest.mark.parametrize(
    "path", sorted(REAL.rglob("*.xml")) if REAL.is_dir() else [], ids=lambda path: Path(path).name
)
def test_real_exports_are_read_or_named(run, path):
    done = run(path.read_bytes())
    assert "Traceback" not in done.output
    assert done.exit_code in (0, 1)
    assert not isinstance(done.exception, Exception) or isinstance(done.exception, SystemExit)


def test_a_site_says_who_signs(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text(export(post(1)))
    with WxrFile(path) as file:
        (line,) = list(file)
    assert (file.site.title, file.site.address, file.site.language) == (
        "موقع قديم",
        "https://old.example",
        "ar",
    )
    assert line.record["author"] == "سلمى الراوي"


def _kept() -> dict[str, Any]:
    """Return all that is kept of the stories, by what names them on the former site."""
    keys = dict(Story.objects.values_list("pk", "origin_key"))
    rows = Story.objects.order_by("origin_key").values("origin_key", "headline", "body", "origin_digest")
    return {
        "stories": [{**row, "body": row["body"].raw_data[:]} for row in rows],
        "documents": sorted(
            (
                keys[each.story_id],
                each.headline_words,
                each.headline_stems,
                each.text_words,
                each.text_stems,
                each.marks,
            )
            for each in Document.objects.all()
        ),
        "signatures": {
            keys[each.pk]: (bytes(each.shingles), each.came_on) for each in Signature.objects.all()
        },
        "bands": sorted((each.key, keys[each.story_id]) for each in Band.objects.all()),
        "words": sorted(Word.objects.values_list("form", "folded", "documents")),
        "stems": sorted(Stem.objects.values_list("stem", "documents")),
        "copies": sorted(
            (keys[each.later_id], keys[each.earlier_id], each.shared, each.is_copy)
            for each in Likeness.objects.all()
        ),
    }


def test_stories_that_others_prepared_are_kept_as_if_they_had_been_prepared_here(run, monkeypatch):
    # Many have the text of another; one has no text, and one all that a text can have.
    texts = [
        f"{' '.join(f'والكلمة{number % 9}س{place}' for place in range(40))}.\n\nفقرة {number}."
        for number in range(40)
    ]
    rich = "<p>نصّ <b>مُشَكَّل</b> &amp; ﷺ 2024 ٢٠٢٤</p><h3>عنوان</h3><ul><li>بند</li></ul><blockquote>قول</blockquote>"
    posts = [post(number, content=text, slug=f"خبر-{number}") for number, text in enumerate(texts, 1)]
    whole = export(*posts, post(98, content="", slug="فارغ"), post(99, content=rich, slug="غني"))
    assert "42 new" in run(whole).output
    alone = _kept()
    Story.objects.all().delete()
    forget_vocabulary()
    monkeypatch.setattr(ahead, "ALONE", 0)
    # Whoever prepares in this process fails, and so does a verb whose answer nobody has worked out.
    monkeypatch.setattr(ahead, "prepare", None)
    monkeypatch.setattr(words, "analyse", None)
    monkeypatch.setattr(signatures, "fold", None)
    monkeypatch.setattr(ahead, "processes_here", lambda: 2)
    assert "42 new" in run(whole).output
    together = _kept()
    for what, rows in alone.items():
        assert together[what] == rows, what
    assert alone["copies"]
    assert alone["words"]
