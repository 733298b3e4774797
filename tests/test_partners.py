"""What partners get is valid by IPTC's own schemas, and our own readers of wires read out what the story says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import DATA, Network, Reader, StoryMaker
from warraq.inbox.parsed import ParsedItem, WirePicture, WireStatus, WireSubject
from warraq.live.services import PostText, live_begin, live_end, post_add
from warraq.markup.pieces import Kind, Piece
from warraq.outlets.tests.conftest import make_picture  # noqa: F401 - a fixture
from warraq.partners.models import Partner
from warraq.partners.services import key_make
from warraq.stories.models import Agency, Picture, Story
from warraq.stories.services import correction_add, placement_end, story_withdraw
from warraq.wires.formats.registry import Origin, items_in

SCHEMAS = DATA / "wire-formats" / "ninjs" / "schema"
XSD = DATA / "wire-formats" / "newsml-g2" / "xsd" / "NewsML-G2_2.35-spec-All-Power.xsd"
needs_schemas = pytest.mark.skipif(not XSD.exists(), reason="IPTC's schemas lie beside the checkout")

MOMENT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
ORIGIN = Origin(received_at=MOMENT, provider="من لا يُعرف")


@pytest.fixture
def ask(network: Network, reader: Reader) -> Callable[[str], Any]:
    """Return a function that asks as a partner of the Moroccan site."""
    partner = Partner.objects.create(name="جريدة الضفة", per_minute=600, usage_terms="للنشر على الموقع وحده.")
    partner.editions.set([network.maghrib])
    key = key_make(partner, now=timezone.now())
    return lambda path: reader.on(network.maghrib, path, HTTP_AUTHORIZATION=f"Bearer {key}")


@dataclass(frozen=True)
class Tools:
    """What stories are made with."""

    make_story: StoryMaker
    make_picture: Callable[..., Picture]
    now: datetime

    def body(self, *blocks: tuple[str, object]) -> Story:
        """Make a published story of these blocks."""
        story = self.make_story("قصة فيها غير الفقرات", publish=False)
        story.body = [{"type": kind, "value": value} for kind, value in blocks]
        story.save()
        Story.objects.get(pk=story.pk).save_revision().publish()
        return Story.objects.get(pk=story.pk)

    def full(self) -> Story:
        """Make a story with everything that the desk may fill in."""
        return self.make_story(
            "ميناء طنجة يستقبل «Atlas 2» & يفرغ 45% من حمولته",
            standfirst="وصلت السفينة فجرًا إلى الرصيف الثالث.",
            authors=("حسن عمارة", "ليلى الفاسي"),
            topics=("موانئ", "التجارة البحرية"),
            paragraphs=(
                "قال المدير: <b>لا تأخير</b> و<i>لا عذر</i>.",
                'اقرأ <a href="https://example.org/?a=1&amp;b=2">هذا</a> ثم<br/>ذاك.',
            ),
            dateline="طنجة",
            label="urgent",
            lead_picture=self.make_picture("harbour.png", caption="رصيف الميناء", credit="رسم: ورّاق"),
            lead_caption="السفينة عند الرصيف",
            agency=Agency.objects.create(name="وكالة الأطلس"),
            at=MOMENT,
        )

    def picture(self, *, rights_until: date | None = None, for_partners: bool = True) -> Story:
        """Make a story with a picture in its text."""
        picture = self.make_picture(
            caption="رصيف <الميناء> & الرافعات",
            rights="لا تُنشر خارج المغرب",
            rights_until=rights_until,
            for_partners=for_partners,
        )
        words = {"picture": picture.pk, "caption": "", "credit": "وكالة", "alt": "رافعة"}
        return self.body(("paragraph", "<p>نص</p>"), ("picture", words))

    def live(self, *, over: bool = False) -> Story:
        """Make a story that is told live, with one post."""
        story = self.make_story(label="urgent")
        blog = live_begin(story, at=self.now)
        words = ({"type": "paragraph", "value": "<p>مشاركة <b>أولى</b></p>"},)
        post_add(blog, text=PostText("وصلت السفينة", words), token="one", at=self.now)
        if over:
            live_end(blog, at=self.now)
        return story

    def corrected(self) -> Story:
        """Make a story with two corrections."""
        story = self.make_story()
        correction_add(story, text="الصحيح أن السفن <ثلاث>.", at=self.now)
        correction_add(story, text="والرصيف هو الرابع.", at=self.now)
        return story


MAKERS: dict[str, Callable[[Tools], Story]] = {
    "plain": lambda tools: tools.make_story(),
    "full": Tools.full,
    "bare": lambda tools: tools.make_story("عنوان وحده", paragraphs=()),
    "picture": Tools.picture,
    "picture whose rights ended": lambda tools: tools.picture(
        rights_until=tools.now.date() - timedelta(days=2)
    ),
    "picture that is not for partners": lambda tools: tools.picture(for_partners=False),
    "quote": lambda tools: tools.body(
        ("quote", {"text": "لا <تأخير> & لا عذر", "attribution": "مدير الميناء"})
    ),
    "list": lambda tools: tools.body(("heading", "أرقام"), ("list", ["ثلاث سفن", "45% من الحمولة"])),
    "embed": lambda tools: tools.body(("embed", "https://video.example.org/watch?v=1&t=2")),
    "see also": lambda tools: tools.body(("paragraph", "<p>نص</p>"), ("see_also", [tools.make_story().pk])),
    "live": Tools.live,
    "live and over": lambda tools: tools.live(over=True),
    "corrected": Tools.corrected,
    "expiring": lambda tools: tools.make_story(ends_at=tools.now + timedelta(days=3)),
}
GONE = ("withdrawn", "unpublished", "placement ended", "deleted")
KINDS = (*MAKERS, *GONE)


@pytest.fixture
def story_of(
    make_story: StoryMaker,
    make_picture: Callable[..., Picture],  # noqa: F811
) -> Callable[[str], int]:
    """Return a function that makes a story of a kind and returns its number."""

    def make(kind: str) -> int:
        now = timezone.now()
        if kind in GONE:
            return _gone(make_story(label="opinion"), kind=kind, now=now)
        number: int = MAKERS[kind](Tools(make_story, make_picture, now)).pk
        return number

    return make


def _gone(story: Story, *, kind: str, now: datetime) -> int:
    """Take a published story from the public in one of the ways there are."""
    number: int = story.pk
    match kind:
        case "withdrawn":
            story_withdraw(story, reason="خطأ", note="سُحبت.", now=now)
        case "unpublished":
            story.unpublish()
        case "placement ended":
            placement_end(story.placements.get(), at=now, now=now)
        case "deleted":
            story.delete()
    return number


def ninjs_schema(version: str) -> Any:
    """Return a validator of IPTC's schema, which refers to one of GeoJSON."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry, Resource

    def read(name: str) -> Any:
        return json.loads((SCHEMAS / name).read_text("utf-8"))

    geography = Resource.from_contents(read("GeoJSON-schema.json"))
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geography)
    return Draft202012Validator(
        read(f"ninjs-schema_{version}.json"), registry=registry, format_checker=FormatChecker()
    )


def newsml_schema() -> Any:
    """Return IPTC's XML schema."""
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(XSD)))


@needs_schemas
@pytest.mark.parametrize("version", ["3.1", "2.2"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_story_is_valid_ninjs(
    ask: Callable[[str], Any], story_of: Callable[[str], int], kind: str, version: str
) -> None:
    number = story_of(kind)

    answer = ask(f"/partners/stories/{number}.ninjs.json?version={version}")
    page = ask(f"/partners/feed.ninjs.json?after=0&version={version}")

    schema = ninjs_schema(version)
    assert answer.status_code == 200
    assert [problem.message for problem in schema.iter_errors(answer.json())] == []
    assert answer.json() in page.json()["items"]
    for item in page.json()["items"]:
        schema.validate(item)


@needs_schemas
def test_the_schemas_refuse_what_is_not_valid() -> None:
    from lxml import etree

    for version in ("3.1", "2.2"):
        assert not ninjs_schema(version).is_valid({"uri": "urn:x:1", "headline": "حقل من 1.x"})
    item = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><itemMeta/></newsItem>'
    assert not newsml_schema().validate(etree.fromstring(item))


@needs_schemas
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_story_is_valid_newsml(
    ask: Callable[[str], Any], story_of: Callable[[str], int], kind: str
) -> None:
    from lxml import etree

    number = story_of(kind)
    schema = newsml_schema()

    for path in (f"/partners/stories/{number}.xml", "/partners/feed.xml?after=0"):
        answer = ask(path)
        assert answer.status_code == 200
        schema.assertValid(etree.fromstring(answer.content))


def read_back(content: bytes) -> list[ParsedItem]:
    """Return what our readers of wires make of an answer; nothing of it may be refused."""
    items = list(items_in(content, origin=ORIGIN))
    assert all(isinstance(item, ParsedItem) for item in items), items
    return items  # type: ignore[return-value]


def without_sizes(item: ParsedItem) -> ParsedItem:
    """Return the item without the pictures' sizes, for which links in NewsML-G2 have no place."""
    return replace(item, pictures=tuple(replace(each, width=0, height=0) for each in item.pictures))


@pytest.mark.parametrize("kind", KINDS)
def test_both_formats_are_read_back_as_the_same_item(
    ask: Callable[[str], Any], story_of: Callable[[str], int], kind: str
) -> None:
    number = story_of(kind)

    (third,) = read_back(ask(f"/partners/stories/{number}.ninjs.json").content)
    (second,) = read_back(ask(f"/partners/stories/{number}.ninjs.json?version=2.2").content)
    (newsml,) = read_back(ask(f"/partners/stories/{number}.xml").content)

    assert second == third
    assert newsml == without_sizes(third)
    assert third in read_back(ask("/partners/feed.ninjs.json?after=0").content)
    assert newsml in read_back(ask("/partners/feed.xml?after=0").content)


def test_what_is_read_back_is_what_the_story_says(
    ask: Callable[[str], Any], story_of: Callable[[str], int]
) -> None:
    number = story_of("full")
    story = Story.objects.get(pk=number)
    assert story.lead_picture is not None

    (item,) = read_back(ask(f"/partners/stories/{number}.ninjs.json").content)

    assert item == ParsedItem(
        provider="البوابة",
        item_id=f"urn:newsml:maghrib.example.org:20260305:{number}",
        sent_at=item.sent_at,
        version=1,
        urgency=2,
        language="ar",
        slug="سياسة",
        headline="ميناء طنجة يستقبل «Atlas 2» & يفرغ 45% من حمولته",
        standfirst="وصلت السفينة فجرًا إلى الرصيف الثالث.",
        dateline="طنجة",
        byline="حسن عمارة، ليلى الفاسي",
        credit="وكالة الأطلس",
        pieces=(
            Piece(Kind.PARAGRAPH, html="قال المدير: <b>لا تأخير</b> و<i>لا عذر</i>."),
            Piece(Kind.PARAGRAPH, html='اقرأ <a href="https://example.org/?a=1&amp;b=2">هذا</a> ثم'),
            Piece(Kind.PARAGRAPH, html="ذاك."),
        ),
        subjects=(WireSubject("موانئ", "موانئ"), WireSubject("التجارة-البحرية", "التجارة البحرية")),
        pictures=(
            WirePicture(
                href=f"http://maghrib.example.org{story.lead_picture.file.url}",
                caption="السفينة عند الرصيف",
                credit="رسم: ورّاق",
                media_type="image/png",
                width=64,
                height=36,
            ),
        ),
    )
    assert abs(item.sent_at - timezone.now()) < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("quote", [Piece(Kind.QUOTE, text="لا <تأخير> & لا عذر\nمدير الميناء")]),
        (
            "list",
            [Piece(Kind.HEADING, text="أرقام"), Piece(Kind.LIST, items=("ثلاث سفن", "45% من الحمولة"))],
        ),
        (
            "embed",
            [
                Piece(
                    Kind.PARAGRAPH,
                    html='<a href="https://video.example.org/watch?v=1&amp;t=2">'
                    "https://video.example.org/watch?v=1&amp;t=2</a>",
                )
            ],
        ),
        ("see also", [Piece(Kind.PARAGRAPH, html="نص")]),
        ("picture whose rights ended", [Piece(Kind.PARAGRAPH, html="نص")]),
        ("picture that is not for partners", [Piece(Kind.PARAGRAPH, html="نص")]),
    ],
)
def test_each_block_is_read_back_as_its_piece(
    ask: Callable[[str], Any], story_of: Callable[[str], int], kind: str, expected: list[Piece]
) -> None:
    number = story_of(kind)

    (item,) = read_back(ask(f"/partners/stories/{number}.xml").content)

    assert list(item.pieces) == expected
    assert item.pictures == ()


def test_a_picture_in_the_text_goes_with_its_words_and_terms(
    ask: Callable[[str], Any], story_of: Callable[[str], int]
) -> None:
    number = story_of("picture")

    fields = ask(f"/partners/stories/{number}.ninjs.json").json()
    newsml = ask(f"/partners/stories/{number}.xml").content.decode()
    (item,) = read_back(newsml.encode())

    (association,) = fields["associations"]
    assert association["usageTerms"] == "لا تُنشر خارج المغرب"
    assert association["copyrightHolder"] == "وكالة"
    assert "<usageTerms>لا تُنشر خارج المغرب</usageTerms>" in newsml
    picture = item.pieces[1]
    assert (picture.kind, picture.alt, picture.text) == (Kind.PICTURE, "رافعة", "رصيف <الميناء> & الرافعات")
    assert picture.address == association["renditions"][0]["href"] == item.pictures[0].href


def test_a_story_told_live_goes_with_its_posts(
    ask: Callable[[str], Any], story_of: Callable[[str], int]
) -> None:
    number = story_of("live")

    (item,) = read_back(ask(f"/partners/stories/{number}.xml").content)

    assert item.pieces[0].html == "فقرة أولى من نص القصة."
    assert item.pieces[1].text.endswith(" - وصلت السفينة")
    assert item.pieces[2].html == "مشاركة <b>أولى</b>"


def test_corrections_go_with_the_story_the_newest_first(
    ask: Callable[[str], Any], story_of: Callable[[str], int]
) -> None:
    number = story_of("corrected")

    answer = ask(f"/partners/stories/{number}.xml").content
    (item,) = read_back(answer)

    day = f"{timezone.now():%Y-%m-%d}"
    assert item.note == f"تصحيح {day}: والرصيف هو الرابع. تصحيح {day}: الصحيح أن السفن <ثلاث>."
    assert b'qcode="sig:correction"' in answer


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("withdrawn", WireStatus.CANCELED),
        ("deleted", WireStatus.CANCELED),
        ("unpublished", WireStatus.WITHHELD),
        ("placement ended", WireStatus.WITHHELD),
    ],
)
@pytest.mark.parametrize("name", ["{}.ninjs.json", "{}.xml"])
def test_what_a_partner_had_is_taken_back_with_its_headline_and_no_text(
    ask: Callable[[str], Any], story_of: Callable[[str], int], kind: str, status: WireStatus, name: str
) -> None:
    number = story_of(kind)

    answer = ask(f"/partners/stories/{name.format(number)}").content
    (item,) = read_back(answer)

    assert item.status is status
    assert item.version == 2
    assert item.headline.startswith("خبر رقم")
    assert item.pieces == ()
    assert "فقرة أولى" not in answer.decode()
    assert "رأي" not in answer.decode()
