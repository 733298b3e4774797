"""Readers' pages, asked as a reader asks: by host and path."""

import json
import re
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from warraq.network.models import Section
from warraq.pages.blocks.most_read.block import told_age
from warraq.pages.blocks.registry import Group, SlotName, slot_key
from warraq.pages.models import StandingPage
from warraq.pages.services import standing_folder
from warraq.pages.shells import story_shell
from warraq.pages.views import LIST_LENGTH, preview
from warraq.press.shells import split_shell
from warraq.reads.services import flush_reads, read_record
from warraq.stories.addresses import story_path
from warraq.stories.models import Author, Placement, Story
from warraq.stories.selectors import home_of, story_on
from warraq.stories.services import correction_add, story_follow_up, story_publish, story_withdraw

HOUR = timedelta(hours=1)


def path_on(edition, story) -> str:
    return story_path(Placement.objects.select_related("story", "section").get(edition=edition, story=story))


def text(response) -> str:
    return response.content.decode()


def json_ld(page: str) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    return [json.loads(each) for each in found]


def test_a_story_page_says_who_where_and_what(network, make_story, reader):
    story = make_story(
        "قمة المناخ تختتم أعمالها في الرباط",
        standfirst="مقدمة القصة.",
        dateline="الرباط",
        authors=("سلمى التازي",),
        topics=("المناخ",),
        paragraphs=("نص الفقرة.",),
    )
    page = text(reader.on(network.maghrib, path_on(network.maghrib, story)))
    for words in (
        "قمة المناخ تختتم أعمالها في الرباط",
        "مقدمة القصة.",
        "الرباط",
        "سلمى التازي",
        "المناخ",
        "نص الفقرة.",
    ):
        assert words in page
    assert '<html lang="ar-MA" dir="rtl"' in page


def test_the_number_decides_and_wrong_addresses_lead_to_the_right_one(network, make_story, reader):
    story = make_story("عنوان القصة")
    right = path_on(network.maghrib, story)
    assert unquote(right) == f"/politics/{story.pk}-عنوان-القصة"
    for wrong in (
        f"/politics/{story.pk}",
        f"/politics/{story.pk}/",
        f"/sport/{story.pk}-عنوان-القصة",
        f"/politics/{story.pk}-عنوان-قديم",
        f"/no-such-section/{story.pk}-x",
    ):
        response = reader.on(network.maghrib, wrong)
        assert response.status_code == 301, wrong
        assert response.headers["Location"] == right
    assert reader.on(network.maghrib, right).status_code == 200
    assert reader.on(network.misr, f"/politics/{story.pk}").status_code == 404
    assert reader.on(network.maghrib, "/politics/999999-x").status_code == 404


def test_a_withdrawn_story_answers_410_and_its_text_is_gone(network, make_story, reader):
    story = make_story("عنوان سيسحب", paragraphs=("نص سيسحب",), also=[(network.misr, "sport")])
    paths = {edition: path_on(edition, story) for edition in (network.maghrib, network.misr)}
    story_withdraw(story, reason="داخلي", note="سُحبت لخطأ في الأسماء.", now=timezone.now())
    for edition, path in paths.items():
        response = reader.on(edition, path)
        assert response.status_code == 410
        page = text(response)
        assert "سُحبت لخطأ في الأسماء." in page
        assert "عنوان سيسحب" not in page
        assert "نص سيسحب" not in page
        assert "داخلي" not in page


def test_a_sister_site_leads_to_the_home_site(network, make_story, reader):
    story = make_story("العنوان الأصلي", also=[(network.misr, "sport", "عنوان يخص مصر")])
    home = network.maghrib.origin + path_on(network.maghrib, story)
    page = text(reader.on(network.misr, path_on(network.misr, story)))
    assert "عنوان يخص مصر" in page
    assert f'<link rel="canonical" href="{home}"' in page
    assert "شاهد على" in page
    assert network.maghrib.name in page
    own = text(reader.on(network.maghrib, path_on(network.maghrib, story)))
    assert f'<link rel="canonical" href="{home}"' in own
    assert "شاهد على" not in own


def test_where_the_home_has_ended_a_sister_site_is_canonical_itself(network, make_story, reader):
    story = make_story("قصة انتهى ظهورها في موقعها", also=[(network.misr, "sport")])
    Placement.objects.filter(story=story, is_home=True).update(ends_at=timezone.now() - HOUR)
    page = text(reader.on(network.misr, path_on(network.misr, story)))
    own = network.misr.origin + path_on(network.misr, story)
    assert f'<link rel="canonical" href="{own}"' in page
    assert "شاهد على" not in page


def test_a_story_of_the_archive_sits_within_todays_blocks(network, make_story, reader):
    old = make_story("قصة من عام 2021", at=timezone.now() - timedelta(days=1700))
    fresh = make_story("خبر من اليوم نفسه", section="sport", at=timezone.now() - HOUR)
    page = text(reader.on(network.maghrib, path_on(network.maghrib, old)))
    assert f'href="{path_on(network.maghrib, fresh)}"' in page


def block_stories(page: str) -> list[int]:
    """The stories that the page's live blocks link to, each once per block."""
    blocks = re.findall(
        r'<(?:section|aside|div) class="block .*?</(?:section|aside|div)>\n?', page, flags=re.DOTALL
    )
    assert blocks
    return [
        int(number)
        for block in blocks
        for number in dict.fromkeys(re.findall(r'href="(?:http://[^/"]+)?/[^/"]+/([0-9]+)', block))
    ]


def test_no_story_stands_twice_in_the_blocks_of_any_page(network, make_story, reader):
    sections = ("politics", "sport", "arts")
    stories = [
        make_story(
            section=sections[number % 3],
            also=[(network.misr, sections[number % 3])],
            topics=(f"موضوع {number % 2}",),
            label="urgent" if number == 29 else "",
            at=timezone.now() - timedelta(minutes=31 - number),
        )
        for number in range(30)
    ]
    for place, story in enumerate(stories[::4]):
        for _ in range(place + 1):
            read_record(network.maghrib, story_id=story.pk, now=timezone.now())
    for path in ["/", *(path_on(network.maghrib, story) for story in stories), "/sport/"]:
        found = block_stories(text(reader.on(network.maghrib, path)))
        assert len(found) == len(set(found)), path
        own = re.match(r"/[a-z]+/([0-9]+)", path)
        if own:
            assert int(own[1]) not in found
            assert len(found) >= 9


def test_a_story_shell_never_queries_for_a_block(network, make_story):
    for number in range(12):
        make_story(section=("politics", "sport")[number % 2], topics=("موضوع",))
    story = make_story(topics=("موضوع",), authors=("كاتب",))
    placement = story_on(network.maghrib, story_id=story.pk, now=timezone.now())
    home = home_of(story, now=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        shell = story_shell(placement, home=home, now=timezone.now())
        slots = split_shell(shell.html.encode()).slots
    asked = " ".join(query["sql"] for query in queries if "placement" in query["sql"])
    assert asked == ""
    names = [SlotName.parse(slot) for slot in slots]
    assert [name.block for name in names if name.group is not Group.CHROME][:3] == [
        "breaking",
        "related",
        "latest",
    ]


def test_a_slot_of_an_unknown_block_is_refused(network):
    with pytest.raises(LookupError, match="no live block"):
        slot_key(network.maghrib, Group.PAGE, "no_such_block")
    with pytest.raises(ValueError, match="is not a slot's key"):
        SlotName.parse("maghrib/latest")


def test_json_ld_is_a_news_article_and_ends_no_script(network, make_story, reader):
    story = make_story("عنوان </script><b> خبيث", authors=("كاتب",), standfirst="مقدمة")
    page = text(reader.on(network.maghrib, path_on(network.maghrib, story)))
    objects = json_ld(page)
    article = next(each for each in objects if each["@type"] == "NewsArticle")
    assert article["headline"] == "عنوان </script><b> خبيث"
    assert article["url"] == network.maghrib.origin + path_on(network.maghrib, story)
    assert any(each["@type"] == "BreadcrumbList" for each in objects)
    assert "<b> خبيث" not in page


def test_the_home_page_says_who_publishes_it(network, reader):
    objects = {each["@type"]: each for each in json_ld(text(reader.on(network.maghrib, "/")))}
    assert set(objects) == {"WebSite", "NewsMediaOrganization"}
    assert objects["NewsMediaOrganization"]["name"] == "مرآة المغرب"
    assert objects["NewsMediaOrganization"]["slogan"] == network.maghrib.tagline


def test_a_list_is_a_collection_of_the_stories_on_its_page(network, make_story, reader):
    for number in range(LIST_LENGTH + 1):
        make_story(topics=("المناخ",), at=timezone.now() - number * HOUR)
    for path in ("/politics/", quote("/topic/المناخ/")):
        page = text(reader.on(network.maghrib, path))
        collection = next(each for each in json_ld(page) if each["@type"] == "CollectionPage")
        assert collection["url"] == network.maghrib.origin + path
        listed = collection["mainEntity"]["itemListElement"]
        assert [each["position"] for each in listed] == list(range(1, LIST_LENGTH + 1))
        for each in listed:
            assert f'href="{each["url"].removeprefix(network.maghrib.origin)}"' in page
    empty = json_ld(text(reader.on(network.maghrib, "/arts/")))
    assert "mainEntity" not in next(each for each in empty if each["@type"] == "CollectionPage")


def test_an_authors_page_says_who_that_is(network, make_story, reader):
    make_story(authors=("سلمى التازي",))
    Author.objects.filter(name="سلمى التازي").update(role="مراسلة", about="تكتب\nعن <المناخ>.")
    page = text(reader.on(network.maghrib, quote("/author/سلمى-التازي/")))
    profile = next(each for each in json_ld(page) if each["@type"] == "ProfilePage")
    person = profile["mainEntity"]
    assert (person["@type"], person["name"], person["jobTitle"]) == ("Person", "سلمى التازي", "مراسلة")
    assert person["description"] == "تكتب عن <المناخ>."
    assert person["url"] == network.maghrib.origin + quote("/author/سلمى-التازي/")
    assert '<meta property="og:type" content="profile">' in page


def test_a_story_tells_social_networks_its_section_and_topics(network, make_story, reader):
    story = make_story(topics=("المناخ", 'ألف "باء"'))
    page = text(reader.on(network.maghrib, path_on(network.maghrib, story)))
    assert '<meta property="article:section" content="سياسة">' in page
    assert re.findall(r'<meta property="article:tag" content="([^"]+)">', page) == [
        "المناخ",
        "ألف &quot;باء&quot;",
    ]
    assert "og:image" not in page


def test_a_correction_is_told_on_the_story_on_the_corrections_page_and_to_machines(
    network, make_story, reader
):
    now = timezone.now()
    story = make_story("قصة أُخطئ فيها", at=now - 5 * HOUR, also=[(network.misr, "sport")])
    correction_add(story, text="ورد اسم <b>الوزير</b> خطأً.", at=now - HOUR)
    correction = correction_add(story, text="والمدينة هي فاس.", at=now)
    for edition in (network.maghrib, network.misr):
        path = path_on(edition, story)
        page = text(reader.on(edition, path))
        assert re.findall(r'<h2 id="corrections">([^<]+)', page) == ["تصحيحات"]
        assert page.index("<p>والمدينة هي فاس.") < page.index("<p>ورد اسم &lt;")
        assert "<b>الوزير" not in page
        assert "آخر تحديث" in page
        article = next(each for each in json_ld(page) if each["@type"] == "NewsArticle")
        assert [each["text"] for each in article["correction"]] == [
            "والمدينة هي فاس.",
            "ورد اسم <b>الوزير</b> خطأً.",
        ]
        assert article["dateModified"] == article["correction"][0]["datePublished"]
        listed = text(reader.on(edition, "/corrections/"))
        assert f'href="{path}#correction-{correction.pk}"' in listed
        assert "والمدينة هي فاس." in listed
    assert "لم تُنشر تصحيحات بعد" in text(reader.on(network.khalij, "/corrections/"))


def test_a_story_without_corrections_or_follow_ups_speaks_of_neither(network, make_story, reader):
    page = text(reader.on(network.maghrib, path_on(network.maghrib, make_story())))
    assert 'id="corrections"' not in page
    assert 'id="follow-ups"' not in page
    assert '"correction"' not in page


def test_corrections_go_on_by_key_to_the_end(network, make_story, reader):
    now = timezone.now()
    story = make_story(at=now - 500 * HOUR)
    for number in range(LIST_LENGTH + 3):
        correction_add(story, text=f"تصحيح رقم <{number}>", at=now - (number + 1) * HOUR)
    first = text(reader.on(network.maghrib, "/corrections/"))
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = text(reader.on(network.maghrib, older))
    numbers = [re.findall(r"&lt;(\d+)&gt;", page) for page in (first, second)]
    assert [len(each) for each in numbers] == [LIST_LENGTH, 3]
    assert [*numbers[0], *numbers[1]] == [str(number) for number in range(LIST_LENGTH + 3)]
    assert 'rel="next"' not in second
    assert f'rel="canonical" href="{network.maghrib.origin}{older}"' in second
    for bad in ("1-1", "99999999999999999-1"):
        assert reader.on(network.maghrib, f"/corrections/before/{bad}/").status_code == 404


def test_the_hub_has_no_corrections_and_a_section_of_that_name_keeps_it(network, make_story, reader):
    assert reader.on(network.hub, "/corrections/").status_code == 404
    Section.objects.create(edition=network.misr, slug="corrections", name="قسم قديم بهذا الاسم")
    assert "<h1>قسم قديم بهذا الاسم</h1>" in text(reader.on(network.misr, "/corrections/"))
    assert "التصحيحات" in text(reader.on(network.maghrib, "/corrections/"))
    assert 'href="/corrections/"' not in text(reader.on(network.hub, "/"))


def test_an_earlier_story_leads_to_what_follows_it_once_readers_see_that(network, make_story, reader):
    now = timezone.now()
    story = make_story("قصة أولى", at=now - 5 * HOUR, also=[(network.misr, "sport")])
    draft = story_follow_up(story, at=now, headline="تطور جديد")
    path = path_on(network.maghrib, story)
    assert "تطور جديد" not in text(reader.on(network.maghrib, path))
    story_publish(draft)
    page = text(reader.on(network.maghrib, path))
    follow_ups = re.search(r'<nav class="follow-ups".*?</nav>', page, flags=re.DOTALL)[0]
    assert path_on(network.maghrib, draft) in follow_ups
    following = text(reader.on(network.maghrib, path_on(network.maghrib, draft)))
    see_also = re.search(r'<aside class="see-also".*?</aside>', following, flags=re.DOTALL)[0]
    assert path in see_also
    # It stands on its home alone: the sister site has nothing to lead to.
    assert 'class="follow-ups"' not in text(reader.on(network.misr, path_on(network.misr, story)))


@pytest.mark.parametrize("kind", ["section", "topic", "author", "day"])
def test_lists_go_on_by_key_to_the_end(network, make_story, reader, kind):
    moment = timezone.now().replace(hour=12) - timedelta(days=2)
    stories = [
        make_story(at=moment - timedelta(minutes=number), topics=("المياه",), authors=("سلمى",))
        for number in range(45)
    ]
    first = {
        "section": "/politics/",
        "topic": f"/topic/{stories[0].topics[0].slug}/",
        "author": f"/author/{stories[0].authors[0].slug}/",
        "day": f"/archive/{moment:%Y/%m/%d}/",
    }[kind]
    first = quote(first)
    found: list[str] = []
    path, pages = first, 0
    while path:
        page = text(reader.on(network.maghrib, path))
        main = page[page.index("<main") : page.index("</main>")]
        listing = main[main.index('class="list"') : main.index('class="side"')]
        found += dict.fromkeys(re.findall(r'href="(/politics/[0-9]+[^"]*)"', listing))
        older = re.search(rf'rel="next" href="({re.escape(first)}before/[^"]+)"', page)
        path, pages = (older[1] if older else ""), pages + 1
        assert pages < 10
    assert pages == 3
    assert found == [path_on(network.maghrib, story) for story in stories]


@pytest.mark.parametrize(
    "path",
    [
        "/politics/before/1-1/",  # beyond the end
        "/politics/before/abc/",
        "/politics/before/99999999999999999-1/",
        "/no-such/",
        "/topic/لا-شيء/",
        "/author/لا-أحد/",
        "/archive/2026/13/45/",
        "/archive/0000/01/01/",
        "/archive/9999/12/31/",
        "/archive/2026/1/1/",
        "/politics/99999999999999999999999-x",
        "/politics/%00/",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//politics//",
        "/" + "x" * 3000 + "/",
        "/media/../../etc/passwd",
        "/desk",
    ],
)
def test_garbage_in_a_path_is_a_404(network, make_story, reader, path):
    make_story()
    response = reader.on(network.maghrib, path)
    assert response.status_code in (301, 400, 404)
    assert response.status_code != 301 or response.headers["Location"].startswith("/desk/")


@pytest.mark.parametrize(
    "host", ["unknown.example.org", "", "a" * 300, "evil.com:99999999", "[::1", "мир", "a b", "'"]
)
def test_a_host_that_no_edition_owns_gets_a_plain_404(network, client, host, settings):
    response = client.get("/", headers={"host": host})
    assert response.status_code == 404
    assert "<html" in response.content.decode()
    settings.UNKNOWN_HOST = "hub"
    assert client.get("/", headers={"host": host}).status_code == 200


def test_hosts_match_whatever_their_case_port_or_final_dot(network, client):
    for host in ("maghrib.example.org", "MAGHRIB.example.org:8000", "maghrib.example.org."):
        assert network.maghrib.name in client.get("/", headers={"host": host}).content.decode()


def test_garbage_in_query_cookie_and_headers_changes_nothing(network, make_story, reader):
    make_story()
    plain = reader.on(network.maghrib, "/politics/")
    odd = reader.on(
        network.maghrib,
        "/politics/?%00=%ff&a[]=1&x=" + "y" * 5000,
        HTTP_COOKIE="sessionid=\x01\x02; a=" + "b" * 60000,
        HTTP_ACCEPT_LANGUAGE="\udcff,,;q=x",
        HTTP_IF_MODIFIED_SINCE="not a date",
        HTTP_RANGE="bytes=9-1",
    )
    assert odd.status_code == plain.status_code == 200


def test_only_get_and_head_read_pages(network, make_story, reader):
    make_story()
    host = {"host": network.maghrib.host}
    assert reader.post("/politics/", headers=host).status_code in (403, 405)
    assert reader.delete("/", headers=host).status_code in (403, 405)
    assert reader.head("/", headers=host).status_code == 200


def test_a_beacon_counts_and_moves_most_read(network, make_story, reader):
    low = make_story("خبر أقل قراءة", at=timezone.now() - 50 * HOUR)
    high = make_story("خبر أكثر قراءة", at=timezone.now() - 60 * HOUR)
    for _ in range(6):
        make_story()
    for story, addresses in ((low, ["192.0.2.1"] * 9), (high, ["192.0.2.2", "192.0.2.3", "192.0.2.4"])):
        for address in addresses:
            response = reader.post(
                "/reads",
                str(story.pk),
                content_type="text/plain",
                headers={"host": network.maghrib.host},
                REMOTE_ADDR=address,
            )
            assert response.status_code == 204
            assert not response.cookies
    flush_reads()
    page = text(reader.on(network.maghrib, "/arts/"))
    block = page[page.index("block-most-read") :]
    assert block.index("خبر أكثر قراءة") < block.index("خبر أقل قراءة")


def test_the_hubs_most_read_leads_to_the_sites(network, make_story, reader):
    make_story("خبر من المغرب")
    page = text(reader.on(network.hub, "/nowhere"))
    block = page[page.index("block-most-read") :]
    assert f'href="{network.maghrib.origin}/politics/' in block


@pytest.mark.parametrize("body", [b"", b"x", b"-1", b"9" * 30, "١٢".encode(), b"1; DROP", b"\xff\x00"])
def test_a_bad_beacon_is_refused(network, reader, body):
    response = reader.post("/reads", body, content_type="text/plain", headers={"host": network.maghrib.host})
    assert response.status_code == 400


def test_a_beacon_for_what_is_not_there_counts_nothing(network, make_story):
    draft = make_story(publish=False)
    assert not read_record(network.maghrib, story_id=draft.pk, now=timezone.now())
    assert not read_record(network.misr, story_id=make_story().pk, now=timezone.now())


def test_standing_pages_answer_on_their_edition_alone(network, reader):
    folder = standing_folder(network.maghrib)
    folder.add_child(instance=StandingPage(title="من نحن", slug="about", body="<p>نص الصفحة</p>"))
    assert "نص الصفحة" in text(reader.on(network.maghrib, "/about/"))
    assert reader.on(network.misr, "/about/").status_code == 404


def test_the_hub_shows_each_site_and_no_story_twice(network, make_story, reader):
    shared = make_story("خبر مشترك بين موقعين", also=[(network.misr, "politics")])
    page = text(reader.on(network.hub, "/"))
    for site in (network.maghrib, network.misr):
        assert site.name in page
    addresses = re.findall(rf'href="(http://[^"]+/{shared.pk}-[^"]*)"', page)
    assert len(set(addresses)) == 1


def test_see_also_prints_only_what_the_public_may_see(network, make_story, reader):
    seen, hidden = make_story("خبر ظاهر للقراء"), make_story("خبر مسحوب من القراء")
    story = make_story("خبر فيه ترشيحات")
    story.body = [
        {"type": "paragraph", "value": "<p>نص</p>"},
        {"type": "see_also", "value": [seen.pk, hidden.pk, 987654]},
    ]
    story.save()
    story_withdraw(hidden, reason="خطأ", now=timezone.now())
    page = text(reader.on(network.maghrib, path_on(network.maghrib, story)))
    picks = page[page.index("قد يهمك أيضًا") :]
    assert "خبر ظاهر للقراء" in picks[:2500]
    assert "خبر مسحوب من القراء" not in page


def test_a_preview_shows_the_draft_to_the_desk_only(network, make_story, admin_client, client):
    story = make_story("عنوان المسودة الأولى", publish=False)
    story.headline = "عنوان المسودة الثانية"
    story.save_revision()
    view = Story.snippet_viewset.get_url_name("revisions_view")
    address = reverse(view, args=[story.pk, story.latest_revision.pk])
    host = {"host": network.hub.host}
    assert client.get(address, headers=host).status_code == 302
    shown = admin_client.get(address, headers=host)
    assert "عنوان المسودة الثانية" in shown.content.decode()
    assert "private" in shown.headers["Cache-Control"]


def test_a_story_that_was_never_saved_has_a_preview(network, rf):
    story = Story(headline="عنوان لم يُحفظ بعد")
    section = network.section(network.maghrib, "politics")
    story.placements = [Placement(edition=network.maghrib, section=section, is_home=True)]
    shown = preview(story, rf.get("/", headers={"host": network.hub.host}))
    assert "عنوان لم يُحفظ بعد" in shown.content.decode()


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (None, "الأحدث، إلى أن تتوافر قراءات"),
        (HOUR, ""),
        (timedelta(days=2), "خلال أسبوع"),
        (timedelta(days=20), "خلال شهر"),
        (timedelta(days=400), "من قراءات سابقة"),
    ],
)
def test_most_read_says_when_it_is_not_of_today(age, words):
    assert told_age(age) == words


def test_most_read_without_reads_shows_the_newest_and_says_so(network, make_story, reader):
    for _ in range(12):
        make_story()
    assert "الأحدث، إلى أن تتوافر قراءات" in text(reader.on(network.maghrib, "/arts/"))
