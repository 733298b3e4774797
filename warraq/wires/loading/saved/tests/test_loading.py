"""`warraq load html`: saved pages become stories; their addresses lead to them."""

from __future__ import annotations

import gzip
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from warraq.network.models import Edition, Section
from warraq.stories.models import Picture, Story
from warraq.stories.services import story_publish
from warraq.wires.commands import load
from warraq.wires.loading.saved import reading
from warraq.wires.loading.saved.reading import SavedPages, decoded
from warraq.wires.loading.saved.tests.golden import PAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three pages, one of them packed in a folder below, and of what is none."""
    where = tmp_path / "site"
    (where / "2018").mkdir(parents=True)
    shutil.copy(PAGES / "wordpress.html", where / "a.html")
    shutil.copy(PAGES / "aspx-1256.html", where / "b.HTM")
    (where / "2018" / "c.html.gz").write_bytes(gzip.compress((PAGES / "blogger.html").read_bytes()))
    (where / "style.css").write_text("p {}")
    return where


@pytest.fixture
def run(db: None, tmp_path: Path, settings: Any) -> Any:
    settings.STATE_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = str(tmp_path / "media")

    def load_it(path: Path, *options: str) -> Result:
        arguments = [
            "html",
            str(path),
            "--edition",
            "old",
            "--name",
            "قديم",
            "--host",
            "old.example",
            *options,
        ]
        return CliRunner().invoke(load, arguments)

    return load_it


def test_pages_become_stories_and_again_nothing_changes(run: Any, folder: Path) -> None:
    done = run(folder, "--section", "ثقافة=culture")
    assert done.exit_code == 0, done.output
    assert "3 new, 0 updated, 0 unchanged, 0 rejected" in done.output
    assert "1 × lead pictures whose files are not here" in done.output
    assert "1 × moments of publication that are no more than a day" in done.output
    story = Story.objects.get(headline="مكتبة القرية العليا تفتح أبوابها", standfirst__startswith="سبعة")
    assert [author.name for author in story.authors] == ["سلمى الراوي", "هادي الجبلي"]
    assert [topic.name for topic in story.topics] == ["مكتبات", "القرية العليا"]
    assert [block.block_type for block in story.body][2:] == ["heading", "paragraph", "list", "quote"]
    assert set(Section.objects.values_list("slug", "name")) == {("culture", "ثقافة"), ("general", "عام")}
    assert "0 new, 0 updated, 3 unchanged" in run(folder, "--section", "ثقافة=culture").output


@pytest.mark.parametrize(
    "address",
    [
        "/2022/03/05/مكتبة-القرية/",
        "/2022/03/05/%D9%85%D9%83%D8%AA%D8%A8%D8%A9-%D8%A7%D9%84%D9%82%D8%B1%D9%8A%D8%A9",
        "/NewsDetails.aspx?id=8841",
        "/2018/7/14/maktaba.html",
    ],
)
def test_the_address_of_a_page_answers_one_301_to_a_200(
    run: Any, reader: Any, folder: Path, address: str
) -> None:
    assert run(folder).exit_code == 0
    edition = Edition.objects.get(slug="old")
    answer = reader.on(edition, address)
    assert answer.status_code == 301
    assert reader.on(edition, answer.headers["Location"]).status_code == 200


def test_a_page_that_changed_changes_its_story_unless_the_desk_edited_it(run: Any, folder: Path) -> None:
    run(folder)
    edited = Story.objects.get(source_url__contains="dafater")
    edited.headline = "عنوان من المكتب"
    story_publish(edited)
    for path in (folder / "a.html", folder / "2018" / "c.html"):
        source = PAGES / ("wordpress.html" if path.name == "a.html" else "blogger.html")
        path.write_text(source.read_text().replace("تفتح أبوابها", "تفتح بابها"))
    (folder / "2018" / "c.html.gz").unlink()
    assert "0 new, 1 updated, 2 unchanged" in run(folder).output
    assert Story.objects.filter(headline="مكتبة القرية العليا تفتح بابها").count() == 1
    assert Story.objects.filter(headline="عنوان من المكتب").count() == 1


def test_a_list_gives_pages_the_addresses_that_they_do_not_say(run: Any, tmp_path: Path) -> None:
    page = (PAGES / "blogger.html").read_text().replace('rel="canonical"', 'rel="x"')
    (tmp_path / "p.html").write_text(page)
    (tmp_path / "list.tsv").write_text(
        "p.html\thttps://dafater.example/2018/7/14/from-list.html\r\n\nmissing.html\thttps://dafater.example/x\n"
    )
    done = run(tmp_path / "list.tsv")
    assert "1 new, 0 updated, 0 unchanged, 1 rejected" in done.output
    assert done.exit_code == 1
    rejects = (tmp_path / "var" / "list.tsv.rejects.jsonl").read_text()
    assert json.loads(rejects) == {
        "line": 3,
        "reason": "the page can't be read: there is no such file",
        "key": "missing.html",
    }
    assert Story.objects.get().source_url.endswith("from-list.html")


def test_what_is_no_article_or_too_large_or_damaged_is_named_and_the_others_come_in(
    run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_PAGE", 50_000)
    (folder / "d.html").write_text("<html><body><p>سطر واحد</p></body></html>")
    (folder / "e.html").write_text("س" * 60_000)
    (folder / "f.html.gz").write_bytes(gzip.compress(b"x" * 9_000_000))
    (folder / "g.html.gz").write_bytes(gzip.compress(b"<html>" * 100)[:-9])
    done = run(folder)
    assert "3 new, 0 updated, 0 unchanged, 4 rejected" in done.output
    told = [
        json.loads(line) for line in Path(folder.parent, "var", "site.rejects.jsonl").read_text().splitlines()
    ]
    assert {each["key"]: each["reason"].split(":")[0] for each in told} == {
        "d.html": "it does not say its address, and no list gives it one",
        "e.html": "the page is larger than 0 MB",
        "f.html.gz": "the page is larger than 0 MB",
        "g.html.gz": "the page is packed and damaged",
    }


def test_a_picture_comes_with_its_words_from_a_folder_and_once(
    run: Any, folder: Path, tmp_path: Path
) -> None:
    run(folder)
    pictures = tmp_path / "pictures"
    (pictures / "wp-content" / "uploads" / "2022" / "03").mkdir(parents=True)
    file = pictures / "wp-content" / "uploads" / "2022" / "03" / "maktaba.png"
    Image.new("RGB", (80, 60), "teal").save(file)
    for _ in range(2):
        done = run(folder, "--pictures", str(pictures))
        assert "lead pictures" not in done.output
    story = Story.objects.get(standfirst__startswith="سبعة")
    assert story.lead_picture == Picture.objects.get()
    assert (story.lead_caption, story.lead_credit) == ("مدخل المكتبة", "تصوير: نادر سليم")
    assert story.lead_alt == "باب خشبي كبير"


@pytest.mark.parametrize("content", [b"no picture", b""])
def test_a_file_that_is_no_picture_is_lost_like_one_that_is_not_there(
    run: Any, folder: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "maktaba.png").write_bytes(content)
    done = run(folder, "--pictures", str(tmp_path / "pictures"))
    assert "1 × lead pictures whose files are not here" in done.output
    assert Picture.objects.count() == 0


def test_an_address_that_climbs_out_of_the_folder_of_pictures_finds_nothing(
    run: Any, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "pictures").mkdir()
    drawn = io.BytesIO()
    Image.new("RGB", (80, 60)).save(drawn, "PNG")
    (tmp_path / "secret.png").write_bytes(drawn.getvalue())
    page = (
        (PAGES / "wordpress.html")
        .read_text()
        .replace("wp-content/uploads/2022/03/maktaba.png", "%2e%2e/secret.png")
    )
    (folder / "a.html").write_text(page)
    run(folder, "--pictures", str(tmp_path / "pictures"))
    assert Picture.objects.count() == 0


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_a_folder_that_is_not_there_or_holds_no_page_is_one_sentence(
    run: Any, tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    done = run(tmp_path / name)
    assert done.exit_code == 1
    assert "There is no file or folder" in done.output or "holds no records" in done.output
    assert "Traceback" not in done.output


def test_pages_come_in_the_order_of_their_names_one_at_a_time(folder: Path) -> None:
    with SavedPages(folder) as pages:
        assert [line.name for line in pages] == ["a.html", "b.HTM", "2018/c.html.gz"]
        assert (pages.position, pages.size) == (3, 3)


@pytest.mark.parametrize(
    "data",
    [
        "خبر".encode(),
        "\ufeffخبر".encode(),
        "\ufeffخبر".encode("utf-16-le"),
        "خبر".encode("cp1256"),
        b"<meta charset=windows-1256>" + "خبر".encode("cp1256"),
        b"<meta charset=no-such>" + "خبر".encode("cp1256"),
    ],
)
def test_every_encoding_of_arabic_pages_is_read(data: bytes) -> None:
    assert decoded(data).endswith("خبر")
