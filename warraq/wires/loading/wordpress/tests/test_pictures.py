"""`warraq load wordpress --pictures`: a site's pictures come with their stories, each once, or are counted."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from conftest import DATA
from warraq.inbox.tests.drawing import jpeg, png_head
from warraq.stories.models import Picture, Story
from warraq.stories.services import story_publish
from warraq.wires.commands import load
from warraq.wires.loading import ahead, drawing
from warraq.wires.loading import load as load_module
from warraq.wires.loading.wordpress.attachments import Attachments
from warraq.wires.loading.wordpress.library import Attachment, Library
from warraq.wires.loading.wordpress.reading import WxrFile
from warraq.wires.loading.wordpress.tests.export import attachment, export, post, thumbnail

REAL = DATA / "wire-formats" / "wordpress-wxr"
SITE = "https://old.example/wp-content/uploads"
GPS = 0x8825


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """A copy of the site's uploads with three pictures, one of which says where it was taken."""
    folder = tmp_path / "uploads" / "2021" / "05"
    folder.mkdir(parents=True)
    exif = Image.Exif()
    exif.get_ifd(GPS)[1] = "N"
    (folder / "sea.jpg").write_bytes(jpeg(colour="navy", exif=exif))
    (folder / "sea-300x200.jpg").write_bytes(jpeg((300, 200), colour="navy"))
    (folder / "port.jpg").write_bytes(jpeg(colour="gray"))
    drawn = BytesIO()
    Image.new("RGB", (90, 60), "sienna").save(drawn, "PNG")
    (folder / "sand.png").write_bytes(drawn.getvalue())
    return tmp_path / "uploads"


@pytest.fixture
def run(db: None, tmp_path: Path, settings: Any) -> Any:
    settings.STATE_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = str(tmp_path / "media")

    def load_it(text: str, pictures: Path | None, *options: str) -> Result:
        path = tmp_path / "export.xml"
        path.write_text(text, encoding="utf-8")
        edition = ("--edition", "old", "--name", "قديم", "--host", "old.example")
        folder = ("--pictures", str(pictures)) if pictures else ()
        return CliRunner().invoke(load, ["wordpress", str(path), *edition, *folder, *options])

    return load_it


def blocks(story: Story) -> list[tuple[str, Any]]:
    """Return the story's blocks; of a picture the first part of its file's name, caption, credit and alt."""
    return [(block.block_type, _shown(block.block_type, block.value)) for block in story.body]


def _shown(kind: str, value: Any) -> Any:
    if kind == "picture":
        words = (value[name] for name in ("caption", "credit", "alt"))
        return (Path(value["picture"].file.name).stem, *words)
    return value.url if kind == "embed" else str(value)


CLASSIC = "\n".join(
    (
        "فقرة أولى.",
        "",
        '[caption id="attachment_51" align="aligncenter" width="300"]'
        f'<a href="{SITE}/2021/05/port.jpg"><img class="size-medium wp-image-51"'
        f' src="{SITE}/2021/05/port-300x200.jpg" alt="رافعة" /></a> المرفأ <em>صباحًا</em>[/caption]',
        "",
        "فقرة ثانية.",
        '<img src="/wp-content/uploads/2021/05/sea-300x200.jpg" />',
        '[gallery ids="52,51"]',
        "https://youtu.be/abcdef",
        "فقرة أخيرة.",
    )
)
BLOCKS = "\n".join(
    (
        "<!-- wp:paragraph -->",
        "<p>فقرة.</p>",
        "<!-- /wp:paragraph -->",
        '<!-- wp:image {"id":52,"sizeSlug":"large"} -->',
        '<figure class="wp-block-image size-large"><img src="https://cdn.example/x/moved.png" alt=""'
        ' class="wp-image-52"/><figcaption class="wp-element-caption">رمل</figcaption></figure>',
        "<!-- /wp:image -->",
        '<!-- wp:gallery {"linkTo":"none"} -->',
        '<figure class="wp-block-gallery has-nested-images"><!-- wp:image {"id":50} -->',
        f'<figure class="wp-block-image"><img src="{SITE}/2021/05/sea-300x200.jpg" alt="بحر"'
        ' class="wp-image-50"/></figure>',
        '<!-- /wp:image --><!-- wp:image {"id":51} -->',
        f'<figure class="wp-block-image"><img src="{SITE}/2021/05/port.jpg" alt=""'
        ' class="wp-image-51"/></figure>',
        "<!-- /wp:image -->",
        '<figcaption class="blocks-gallery-caption wp-element-caption">من الساحل</figcaption></figure>',
        "<!-- /wp:gallery -->",
    )
)
# One attachment before its post, the others after.
WHOLE = export(
    attachment(
        50, caption="مراكب في <b>الميناء</b>", alt="مراكب", credit="هادي", title="صباح في الميناء القديم"
    ),
    post(7, more=thumbnail(50), content=CLASSIC),
    post(8, slug="خبر-ثان", content=BLOCKS),
    attachment(51, "2021/05/port.jpg", alt="رصيف"),
    attachment(52, "2021/05/sand.png", caption="كثبان"),
)


def test_the_pictures_of_a_site_come_with_their_stories(run: Any, uploads: Path) -> None:
    done = run(WHOLE, uploads)
    assert done.exit_code == 0, done.output
    assert "Not carried" not in done.output
    first, second = Story.objects.order_by("origin_key")
    lead = first.lead_picture
    assert Path(lead.file.name).stem == "sea"
    assert (lead.title, lead.caption, lead.credit, lead.description) == (
        "صباح في الميناء القديم",
        "مراكب في الميناء",
        "هادي",
        "مراكب",
    )
    assert (first.lead_caption, first.lead_credit, first.lead_alt) == ("مراكب في الميناء", "هادي", "مراكب")
    assert blocks(first) == [
        ("paragraph", "<p>فقرة أولى.</p>"),
        ("picture", ("port", "المرفأ صباحًا", "", "رافعة")),
        ("paragraph", "<p>فقرة ثانية.</p>"),
        ("picture", ("sea", "", "", "")),
        ("picture", ("sand", "كثبان", "", "")),
        ("picture", ("port", "", "", "رصيف")),
        ("embed", "https://youtu.be/abcdef"),
        ("paragraph", "<p>فقرة أخيرة.</p>"),
    ]
    assert second.lead_picture is None
    assert blocks(second) == [
        ("paragraph", "<p>فقرة.</p>"),
        ("picture", ("sand", "رمل", "", "")),
        ("picture", ("sea", "", "هادي", "بحر")),
        ("picture", ("port", "", "", "رصيف")),
        ("paragraph", "<p>من الساحل</p>"),
    ]
    assert Picture.objects.count() == 3
    # What one story says under a picture is no other's to repeat.
    assert Picture.objects.get(file__contains="port").caption == ""
    with lead.file.open("rb") as file, Image.open(file) as image:
        assert image.getexif() == {}


def test_run_again_nothing_is_brought_twice(run: Any, uploads: Path, tmp_path: Path) -> None:
    run(WHOLE, uploads)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "media").rglob("*") if path.is_file()}
    assert "0 new, 0 updated, 2 unchanged" in run(WHOLE, uploads).output
    # A change of the text draws its pictures, and finds them here.
    assert "0 new, 1 updated, 1 unchanged" in run(WHOLE.replace("فقرة أخيرة", "فقرة ختامية"), uploads).output
    assert Picture.objects.count() == 3
    assert kept == {
        path: path.stat().st_mtime_ns for path in (tmp_path / "media").rglob("*") if path.is_file()
    }


def test_pictures_come_later_to_stories_that_came_without_unless_the_desk_edited_them(
    run: Any, uploads: Path
) -> None:
    told = run(WHOLE, None).output
    assert "1 × lead pictures" in told
    assert "5 × pictures within texts" in told
    assert "1 × shortcode gallery" in told
    assert "3 × items of the type attachment" in told
    assert not any(kind == "picture" for story in Story.objects.all() for kind, _ in blocks(story))
    edited = Story.objects.get(origin_key="wordpress-old:8")
    edited.headline = "عنوان من المكتب"
    story_publish(edited)
    (uploads / "2021").rename(uploads / "elsewhere")
    empty = run(WHOLE, uploads).output
    assert "8 × pictures: not in the folder" in empty
    (uploads / "elsewhere").rename(uploads / "2021")
    assert "0 new, 1 updated, 1 unchanged" in run(WHOLE, uploads).output
    first, second = Story.objects.order_by("origin_key")
    assert first.lead_picture is not None
    assert (second.headline, second.lead_picture) == ("عنوان من المكتب", None)
    assert [kind for kind, _ in blocks(second)] == ["paragraph"]


def test_what_can_not_be_taken_is_counted_by_its_reason_and_stops_nothing(run: Any, uploads: Path) -> None:
    folder = uploads / "2021" / "05"
    (folder / "cut.jpg").write_bytes(jpeg((900, 900))[:-2_000])
    (folder / "bytes.jpg").write_bytes(b"no picture")
    (folder / "wide.png").write_bytes(png_head(60_000, 60_000))
    (folder / "dot.jpg").write_bytes(jpeg((20, 20)))
    (folder / "heavy.jpg").write_bytes(jpeg() + bytes(21 * 1024 * 1024))
    (folder / "sign.svg").write_bytes(b"<svg/>")
    names = ("cut.jpg", "bytes.jpg", "wide.png", "dot.jpg", "heavy.jpg", "sign.svg", "gone.jpg", "port.jpg")
    text = "".join(f'<p>فقرة</p><img src="{SITE}/2021/05/{name}">' for name in names)
    done = run(
        export(
            post(1, content=text, more=thumbnail(60)),
            post(2, slug="آخر", more=thumbnail(99)),
            attachment(60, "2021/05/cut.jpg"),
            attachment(61, "2021/05/report.pdf"),
        ),
        uploads,
    )
    assert done.exit_code == 0, done.output
    assert "2 new" in done.output
    told = done.output[done.output.index("Not carried:") :].splitlines()[1:]
    assert {line.strip() for line in told} >= {
        "3 × pictures: damaged",
        "1 × pictures: too many pixels",
        "1 × pictures: too small",
        "1 × pictures: too large",
        "1 × pictures: of a kind that is not taken",
        "1 × pictures: not in the folder",
        "1 × pictures: not in the export",
        "1 × items of the type attachment",
    }
    first = Story.objects.get(origin_key="wordpress-old:1")
    assert first.lead_picture is None
    assert [kind for kind, _ in blocks(first)] == [*["paragraph"] * 8, "picture"]
    assert Picture.objects.count() == 1


def test_a_lead_picture_that_opens_the_text_stands_once(run: Any, uploads: Path) -> None:
    shown = f'<figure><img src="{SITE}/2021/05/sea-300x200.jpg"><figcaption>البحر</figcaption></figure>'
    run(export(post(1, content=f"{shown}<p>فقرة</p>{shown}", more=thumbnail(50)), attachment(50)), uploads)
    story = Story.objects.get()
    assert story.lead_caption == "البحر"
    assert [kind for kind, _ in blocks(story)] == ["paragraph", "picture"]


def test_a_gallery_that_names_none_shows_what_was_uploaded_for_its_post(run: Any, uploads: Path) -> None:
    run(
        export(
            attachment(52, "2021/05/sand.png", post=1),
            attachment(53, "2021/05/report.pdf", post=1),
            attachment(50, post=1),
            attachment(51, "2021/05/port.jpg", post=2),
            post(1, content="نص\n[gallery]"),
        ),
        uploads,
    )
    assert [shown[0] for kind, shown in blocks(Story.objects.get()) if kind == "picture"] == ["sea", "sand"]


def test_a_picture_that_the_desk_deleted_is_brought_again_with_the_next_story(
    run: Any, uploads: Path
) -> None:
    run(export(post(1, more=thumbnail(50)), attachment(50)), uploads)
    Picture.objects.all().delete()
    run(export(post(2, slug="آخر", more=thumbnail(50)), attachment(50)), uploads)
    assert Story.objects.get(origin_key="wordpress-old:2").lead_picture == Picture.objects.get()


def test_nothing_is_taken_from_outside_the_folder(run: Any, uploads: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(jpeg())
    (uploads / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    sources = (
        f"{SITE}/../secret.jpg",
        f"file://{tmp_path}/secret.jpg",
        f"{tmp_path}/secret.jpg",
        f"{SITE}/link.jpg",
    )
    text = "".join(f'<img src="{source}">' for source in sources)
    done = run(
        export(post(1, content=f"{text}نص", more=thumbnail(9)), attachment(9, "../../../secret.jpg")), uploads
    )
    assert done.exit_code == 0, done.output
    assert Picture.objects.count() == 0


@pytest.mark.parametrize("number", ["", "0", "-1", "٥٠", "x", "9" * 40])
def test_an_odd_number_of_a_lead_picture_stops_nothing(run: Any, uploads: Path, number: str) -> None:
    done = run(export(post(1, more=thumbnail(number)), attachment(50)), uploads)
    assert "1 new" in done.output
    assert Story.objects.get().lead_picture is None


def test_others_prepare_and_draw_what_would_be_prepared_and_drawn_here(
    run: Any, uploads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(WHOLE, uploads)
    alone = [(story.body.raw_data[:], story.lead_picture.file_hash if story.lead_picture else "")
             for story in Story.objects.order_by("origin_key")]  # fmt: skip
    hashes = dict(Picture.objects.values_list("pk", "file_hash"))
    Story.objects.all().delete()
    Picture.objects.all().delete()
    monkeypatch.setattr(ahead, "ALONE", 0)
    monkeypatch.setattr(ahead, "prepare", None)
    monkeypatch.setattr(ahead, "processes_here", lambda: 2)
    monkeypatch.setattr(drawing, "ALONE", 0)
    monkeypatch.setattr(drawing, "drawn_anew", None)
    monkeypatch.setattr(drawing, "processes_here", lambda: 2)
    monkeypatch.setattr(load_module, "MOST_PICTURES", 1)  # a batch for each story
    assert "2 new" in run(WHOLE, uploads).output
    again = dict(Picture.objects.values_list("pk", "file_hash"))
    assert sorted(again.values()) == sorted(hashes.values())
    for (body, lead), story in zip(alone, Story.objects.order_by("origin_key"), strict=True):
        assert lead == (story.lead_picture.file_hash if story.lead_picture else "")
        assert _hashed(body, hashes) == _hashed(story.body.raw_data[:], again)


def _hashed(body: list[dict[str, Any]], hashes: dict[int, str]) -> list[Any]:
    return [
        {**block["value"], "picture": hashes[block["value"]["picture"]]}
        if block["type"] == "picture"
        else block
        for block in body
    ]


def test_a_damaged_export_says_so_once_its_whole_batches_are_in(run: Any, uploads: Path) -> None:
    done = run(
        WHOLE[: WHOLE.index("<item><title>sea</title><link>https://old.example/?attachment_id=52")], uploads
    )
    assert done.exit_code == 1
    assert "not well-formed XML after item 4" in done.output
    assert "Traceback" not in done.output


def test_a_folder_that_is_not_there_is_one_sentence(run: Any, tmp_path: Path) -> None:
    done = run(WHOLE, tmp_path / "nothing")
    assert done.exit_code == 1
    assert "There is no folder" in done.output


def test_the_library_knows_what_a_post_names_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(WHOLE, encoding="utf-8")
    with Attachments() as attachments, WxrFile(path) as file:
        attachments.read(path)
        first, second = (
            attachments.library(line.record)
            for line in file
            if line.record and line.record["post_type"] == "post"
        )
    assert set(first.named) == set(second.named) == {50, 51, 52}
    assert first.named[50] == Attachment(
        address=f"{SITE}/2021/05/sea.jpg",
        title="صباح في الميناء القديم",
        caption="مراكب في الميناء",
        alt="مراكب",
        credit="هادي",
    )


def test_what_was_uploaded_for_no_post_is_no_gallery_of_one_without_a_number(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(export(attachment(50)), encoding="utf-8")
    with Attachments() as attachments:
        attachments.read(path)
        assert attachments.library({"content": "[gallery]", "post_id": "x", "meta": {}}) == Library()


def test_a_library_that_was_not_read_knows_nothing() -> None:
    with Attachments() as attachments:
        record = {"content": '[gallery ids="5"][gallery]', "post_id": "7", "meta": {"_thumbnail_id": "6"}}
        assert attachments.library(record) == Library()


@pytest.mark.corpus
@pytest.mark.skipif(not REAL.is_dir(), reason="needs shared/data/wire-formats/wordpress-wxr")
@pytest.mark.parametrize(
    "path", sorted(REAL.rglob("*.xml")) if REAL.is_dir() else [], ids=lambda path: Path(path).name
)
def test_the_pictures_of_real_exports_are_brought_or_counted(run: Any, tmp_path: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    folder = tmp_path / "uploads"
    folder.mkdir()
    # Each picture that the export's library names, all in one folder.
    with WxrFile(path) as file:
        try:
            names = {Path(str(line.record.get("attachment_url", ""))).name for line in file if line.record}
        except Exception:
            names = set()
    for name in filter(None, names):
        (folder / name).write_bytes(jpeg())
    done = run(text, folder)
    assert "Traceback" not in done.output
    assert done.exit_code in (0, 1)
    assert not isinstance(done.exception, Exception) or isinstance(done.exception, SystemExit)
