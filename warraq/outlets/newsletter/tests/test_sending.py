"""Issues through a real mail server: what letters are made of, and that nobody gets one twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from warraq.fronts.services import strip_end, strip_raise
from warraq.letters import services
from warraq.letters.links import own_link
from warraq.letters.models import Issue, Kind, Letter, Subscriber
from warraq.letters.services import issue_make, letters_tidy
from warraq.outlets.announcing import announce
from warraq.outlets.newsletter import making, posting, sending
from warraq.outlets.newsletter.posting import Outcome, outcome_of
from warraq.outlets.newsletter.tests.conftest import part
from warraq.queue.selectors import failed, waiting
from warraq.queue.working import work_due
from warraq.stories.services import embargo_set, story_withdraw

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# Every queue that a test has is empty after so many looks.
LOOKS = 20


def work() -> None:
    """Do all that is due."""
    for _ in range(LOOKS):
        if not work_due():
            break


@pytest.fixture
def issue_of(newsletter):
    """Return a function that makes an issue of stories and gives it to the queue."""

    def make(*stories, kind=Kind.DAILY, key="daily:test"):
        issue = issue_make(
            newsletter.edition,
            kind=kind,
            key=key,
            stories=[story.pk for story in stories],
            now=timezone.now(),
            lasts=6 * HOUR,
        )
        sending.write_letters.enqueue(issue.pk)
        return issue

    return make


def test_a_letter_is_what_mail_programs_read_well(
    network, newsletter, mail, subscribed, issue_of, make_story, make_picture
):
    reader = subscribed("reader@example.com")
    lead = make_story(
        "الرباط تستضيف مؤتمر Open Data 2026",
        standfirst="مقدمة الخبر الأول.",
        lead_picture=make_picture(description="قاعة المؤتمر"),
    )
    second = make_story('خبر فيه <علامات> & "أقواس"', section="sport")
    issue_of(lead, second)
    work()
    ((to, letter),) = mail.came
    assert to == "reader@example.com"
    assert mail.senders == ["news@network.example"]
    assert [each.get_content_type() for each in letter.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert letter["Subject"] == "مرآة المغرب: الرباط تستضيف مؤتمر Open Data 2026"
    assert letter["From"].addresses[0].display_name == "مرآة المغرب"
    own = f"{network.maghrib.origin}/newsletter/own/{own_link(reader.pk)}/"
    assert letter["List-Unsubscribe"] == f"<{own}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Id"] == "<newsletter.maghrib.example.org>"
    html, text = part(letter, "html"), part(letter, "plain")
    assert '<html lang="ar" dir="rtl">' in html
    assert html.count("<img") == 1
    assert 'alt="قاعة المؤتمر"' in html
    assert ".jpg" in html
    assert "الرباط تستضيف مؤتمر <bdi>Open Data 2026</bdi>" in html
    assert "خبر فيه &lt;علامات&gt; &amp;" in html
    assert 'خبر فيه <علامات> & "أقواس"' in text
    for words in ("<script", "<link", "<style", "@import", "url("):
        assert words not in html
    for body in (html, text):
        assert f"{network.maghrib.origin}/politics/{lead.pk}" in body
        assert own in body
        assert "شارع النخيل 7، الرباط" in body
        assert f"{network.maghrib.origin}/newsletter/{Issue.objects.get().pk}/" in body
    raw = mail.raw[0]
    assert raw.isascii()
    assert max(len(each) for each in raw.split(b"\n")) <= 998
    headers = raw.partition(b"\n\n")[0].decode()
    assert re.search(r"^Subject: =\?utf-8\?b\?", headers, re.MULTILINE)
    assert all(len(word) <= 75 for word in re.findall(r"=\?utf-8\S+", headers))


def test_moments_are_written_in_the_editions_style(
    network, newsletter, mail, subscribed, issue_of, make_story
):
    subscribed("reader@example.com")
    network.maghrib.digits = "arab"
    network.maghrib.save()
    issue_of(make_story("خبر", at=datetime(2026, 8, 20, 9, 5, tzinfo=UTC)))
    work()
    ((_, letter),) = mail.came
    assert "٢٠ غشت ٢٠٢٦" in part(letter, "plain")


def test_a_hundred_go_over_one_connection_and_each_gets_one(mail, subscribed, issue_of, make_story):
    addresses = [f"reader{number}@example.com" for number in range(sending.AT_ONCE + 5)]
    for address in addresses:
        subscribed(address)
    issue_of(make_story())
    work()
    assert sorted(mail.addresses) == sorted(addresses)
    assert mail.connections == 2
    issue = Issue.objects.get()
    assert (issue.state, issue.letters, issue.sent, issue.failed) == ("done", 105, 105, 0)
    own = {letter["List-Unsubscribe"] for _, letter in mail.came}
    assert len(own) == 105


class Killed(BaseException):
    """The process ends here, without a word to anybody."""


@pytest.mark.parametrize("moment", ["before the server took it", "after the server took it"])
def test_a_process_that_dies_in_the_middle_sends_nothing_twice(
    mail, subscribed, issue_of, make_story, monkeypatch, moment
):
    for number in range(6):
        subscribed(f"reader{number}@example.com")
    issue = issue_of(make_story())
    work_due(go_on=iter([True, False]).__next__)  # the rows are written, nothing is sent
    assert Letter.objects.filter(state="waiting").count() == 6
    verb = "hand_over" if moment.startswith("before") else "letter_sent"
    owner = sending if verb == "hand_over" else services
    true, calls = getattr(owner, verb), []

    def dying(*told, **more):
        calls.append(told)
        if len(calls) == 3:
            raise Killed
        return true(*told, **more)

    row = DBTaskResult.objects.get(task_path__endswith="send_letters")
    monkeypatch.setattr(owner, verb, dying)
    with pytest.raises(Killed):
        sending.send_letters.func(*row.args_kwargs["args"])
    monkeypatch.setattr(owner, verb, true)
    work()  # another process takes the task up
    assert len(mail.addresses) == len(set(mail.addresses))
    assert len(mail.addresses) == (5 if verb == "hand_over" else 6)
    assert (
        Letter.objects.filter(state="begun").count() == 1
    )  # nobody knows of this one, so nobody sends it again
    letters_tidy(now=issue.ends_at + HOUR)
    issue.refresh_from_db()
    assert (issue.state, issue.sent, issue.failed) == ("done", 5, 1)


def test_the_same_task_twice_at_once_sends_nothing_twice(mail, subscribed, issue_of, make_story):
    for number in range(4):
        subscribed(f"reader{number}@example.com")
    issue = issue_of(make_story())
    work_due(go_on=iter([True, False]).__next__)
    span = Letter.objects.order_by("subscriber").values_list("subscriber", flat=True)
    first, last = span[0], span[3]
    letters = list(Letter.objects.order_by("subscriber"))
    assert services.letter_begin(letters[1])  # another process has this one in hand
    sending.send_letters.func(issue.pk, first, last)
    sending.send_letters.func(issue.pk, first, last)
    assert len(mail.addresses) == 3
    assert len(set(mail.addresses)) == 3


def test_an_address_that_takes_no_mail_three_times_is_forgotten(mail, subscribed, issue_of, make_story):
    subscribed("gone@example.com"), subscribed("reader@example.com")
    mail.refused["gone@example.com"] = "550 5.1.1 no such mailbox"
    for number in range(3):
        assert Subscriber.objects.filter(bounces=number).exists()
        issue_of(make_story(), key=f"daily:{number}")
        work()
    assert Subscriber.objects.count() == 1
    assert mail.addresses == ["reader@example.com"] * 3
    assert list(Issue.objects.values_list("sent", "failed")) == [(1, 1)] * 3


def test_a_letter_that_arrives_clears_what_bounced_before(mail, subscribed, issue_of, make_story):
    reader = subscribed("reader@example.com")
    services.bounce(reader.pk), services.bounce(reader.pk)
    issue_of(make_story())
    work()
    reader.refresh_from_db()
    assert reader.bounces == 0


@pytest.mark.parametrize(
    ("code", "said", "to_address", "outcome"),
    [
        (250, b"OK", True, Outcome.SENT),
        (450, b"4.2.0 greylisted", True, Outcome.LATER),
        (421, b"closing", False, Outcome.LATER),
        (550, b"5.1.1 no such user", True, Outcome.BOUNCED),
        (550, b"no such user", True, Outcome.BOUNCED),
        (550, b"5.7.1 blocked", True, Outcome.REFUSED),
        (530, b"5.7.0 log in first", True, Outcome.REFUSED),
        (554, b"5.7.1 spam", False, Outcome.REFUSED),
        (550, b"5.1.1 sender unknown", False, Outcome.REFUSED),
    ],
)
def test_an_answer_about_us_is_no_bounce_of_the_address(code, said, to_address, outcome):
    assert outcome_of(code, said, to_address=to_address) is outcome


def test_a_mailbox_that_asks_for_patience_is_tried_again_and_the_others_are_not(
    mail, subscribed, issue_of, make_story
):
    subscribed("slow@example.com"), subscribed("reader@example.com")
    mail.refused["slow@example.com"] = "451 4.7.1 greylisted, try later"
    issue_of(make_story())
    work()
    assert mail.addresses == ["reader@example.com"]
    assert len(waiting()) == 1
    mail.refused.clear()
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert mail.addresses == ["reader@example.com", "slow@example.com"]
    assert Issue.objects.get().state == "done"


def test_a_mailbox_is_not_tried_for_ever(mail, subscribed, issue_of, make_story):
    subscribed("slow@example.com")
    mail.refused["slow@example.com"] = "451 4.7.1 try later"
    issue_of(make_story())
    for _ in range(sending.MOST_TRIES + 3):
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        work_due()
    assert waiting() == failed() == []
    assert Letter.objects.get().tries == sending.MOST_TRIES
    assert Issue.objects.get().failed == 1
    assert Subscriber.objects.get().bounces == 0


def test_a_server_that_is_away_is_waited_for(mail, subscribed, issue_of, make_story, settings):
    subscribed("reader@example.com")
    issue_of(make_story())
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    work()
    assert "does not answer" in waiting()[0].problem
    settings.EMAIL_PORT = port
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert mail.addresses == ["reader@example.com"]


def test_a_server_that_ends_the_line_after_some_letters_gets_the_rest_on_another(
    mail, subscribed, issue_of, make_story, monkeypatch
):
    """Some servers take so many letters in a session; that uses up no tries of the task."""
    addresses = [f"reader{number}@example.com" for number in range(30)]
    for address in addresses:
        subscribed(address)
    true, calls = posting.smtplib.SMTP.mail, []

    def ending(self, sender, options=()):
        calls.append(sender)
        if len(calls) % 4 == 0:
            self.close()
        return true(self, sender, options)

    monkeypatch.setattr(posting.smtplib.SMTP, "mail", ending)
    issue_of(make_story())
    for _ in range(LOOKS):
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        work_due()
    assert sorted(mail.addresses) == sorted(addresses)
    assert waiting() == failed() == []


def test_a_trial_goes_to_the_person_of_the_desk_alone(network, newsletter, mail, subscribed, make_story):
    subscribed("reader@example.com")
    make_story("خبر قديم", at=timezone.now() - 90 * HOUR)
    person = get_user_model().objects.create_user("chief", email="chief@example.com")
    sending.trial(network.maghrib, person.pk)
    work()
    ((to, letter),) = mail.came
    assert to == "chief@example.com"
    assert letter["Subject"] == "تجربة: مرآة المغرب: خبر قديم"
    assert not Issue.objects.exists()


def test_the_line_that_breaks_after_the_letter_was_given_is_not_tried_again(
    mail, subscribed, issue_of, make_story, monkeypatch
):
    subscribed("reader@example.com")
    monkeypatch.setattr(posting.smtplib.SMTP, "data", lambda self, message: (_ for _ in ()).throw(OSError))
    issue_of(make_story())
    work()
    assert waiting() == []
    assert Letter.objects.get().state == "failed"


@pytest.mark.parametrize("state", ["draft", "embargoed", "withdrawn"])
def test_what_nobody_may_see_is_in_no_letter_and_no_page(
    network, newsletter, mail, subscribed, issue_of, make_story, reader, state
):
    subscribed("reader@example.com")
    now = timezone.now()
    shown = make_story("خبر ظاهر")
    hidden = make_story("خبر محجوب", publish=state != "draft" and state != "embargoed")
    if state == "embargoed":
        embargo_set(hidden, until=now + HOUR, now=now)
    issue = issue_of(hidden, shown)
    # Withdrawn after the issue was made: each batch looks again.
    work_due(go_on=iter([True, False]).__next__)
    if state == "withdrawn":
        story_withdraw(hidden, reason="خطأ", now=now)
    work()
    ((_, letter),) = mail.came
    page = reader.on(network.maghrib, f"/newsletter/{issue.pk}/").content.decode()
    for words in (part(letter, "html"), part(letter, "plain"), letter["Subject"], page):
        assert "خبر محجوب" not in words
        assert "خبر ظاهر" in words


def test_an_issue_whose_stories_all_went_is_stopped(network, mail, subscribed, issue_of, make_story, reader):
    subscribed("reader@example.com")
    story = make_story()
    issue = issue_of(story)
    work_due(go_on=iter([True, False]).__next__)
    story_withdraw(story, reason="خطأ", now=timezone.now())
    work()
    issue.refresh_from_db()
    assert mail.came == []
    assert (issue.state, issue.failed) == ("dropped", 1)
    assert reader.on(network.maghrib, f"/newsletter/{issue.pk}/").status_code == 404


def test_an_issue_on_the_web_has_nobodys_link(network, mail, subscribed, issue_of, make_story, reader):
    subscribed("reader@example.com")
    issue = issue_of(make_story("خبر"))
    work()
    page = reader.on(network.maghrib, f"/newsletter/{issue.pk}/")
    assert page.status_code == 200
    assert "/newsletter/own/" not in page.content.decode()
    assert reader.on(network.misr, f"/newsletter/{issue.pk}/").status_code == 404


def test_whoever_left_or_came_later_gets_nothing_of_an_issue(mail, subscribed, issue_of, make_story):
    gone = subscribed("gone@example.com")
    issue_of(make_story())
    subscribed("late@example.com", at=timezone.now() + HOUR)
    work_due(go_on=iter([True, False]).__next__)
    services.leave(gone.pk)
    work()
    assert mail.came == []


def test_an_address_that_was_sealed_with_another_key_fails_alone(mail, subscribed, issue_of, make_story):
    other = subscribed("other@example.com")
    subscribed("reader@example.com")
    Subscriber.objects.filter(pk=other.pk).update(sealed_address="gAAAA")
    issue_of(make_story())
    work()
    assert mail.addresses == ["reader@example.com"]
    assert Issue.objects.get().failed == 1


# Breaking news


def test_a_story_labelled_urgent_goes_out_once_after_its_page_is_right(
    network, newsletter, mail, subscribed, make_story
):
    subscribed("reader@example.com", kinds=(Kind.BREAKING,)), subscribed("daily@example.com")
    story = make_story("زلزال يضرب الساحل", label="urgent", at=timezone.now(), also=[(network.misr, "arts")])
    for _ in range(3):
        announce([story.pk], timezone.now())
    work()
    ((to, letter),) = mail.came
    assert to == "reader@example.com"
    assert letter["Subject"] == "عاجل | زلزال يضرب الساحل"


def test_stories_of_other_labels_or_old_ones_are_no_breaking_news(newsletter, mail, subscribed, make_story):
    subscribed("reader@example.com", kinds=(Kind.BREAKING,))
    now = timezone.now()
    stories = [
        make_story("رأي", label="opinion", at=now),
        make_story("قديم", label="urgent", at=now - 2 * HOUR),
    ]
    announce([story.pk for story in stories], now)
    assert not Issue.objects.exists()


def test_no_more_than_so_many_breaking_letters_go_out_a_day(newsletter, mail, make_story):
    newsletter.most_breaking = 2
    newsletter.save()
    now = timezone.now()
    announce([make_story(label="urgent", at=now).pk for _ in range(4)], now)
    assert Issue.objects.count() == 2


def raised(network, *, now, story=None, text="زلزال يضرب الساحل"):
    return strip_raise(text, editions=[network.maghrib], until=now + HOUR, now=now, story=story)


def test_a_strip_that_stands_for_a_minute_goes_out_with_its_story(
    network, newsletter, mail, subscribed, make_story
):
    subscribed("reader@example.com", kinds=(Kind.BREAKING,))
    now, story = timezone.now(), make_story("تفاصيل الزلزال")
    raised(network, now=now - MINUTE / 2, story=story)
    making.turn(now)
    assert not Issue.objects.exists()
    making.turn(now + MINUTE)
    making.turn(now + MINUTE)
    work()
    ((_, letter),) = mail.came
    assert letter["Subject"] == "عاجل | زلزال يضرب الساحل"
    assert f"/politics/{story.pk}" in part(letter, "plain")


def test_a_strip_without_a_story_leads_to_the_home_page(network, newsletter, mail, subscribed):
    subscribed("reader@example.com", kinds=(Kind.BREAKING,))
    now = timezone.now()
    raised(network, now=now - MINUTE)
    making.turn(now)
    work()
    ((_, letter),) = mail.came
    assert "زلزال يضرب الساحل" in part(letter, "html")
    assert f'href="{network.maghrib.origin}/"' in part(letter, "html")


def test_a_strip_of_a_story_that_went_out_already_is_not_sent_again(
    network, newsletter, mail, subscribed, make_story
):
    subscribed("reader@example.com", kinds=(Kind.BREAKING,))
    now = timezone.now()
    story = make_story("زلزال", label="urgent", at=now)
    announce([story.pk], now)
    raised(network, now=now - MINUTE, story=story)
    making.turn(now)
    assert Issue.objects.count() == 1


@pytest.mark.parametrize("what", ["the strip is taken down", "its story is withdrawn"])
def test_the_rest_of_a_strips_letters_stops_when(network, newsletter, mail, subscribed, make_story, what):
    subscribed("reader@example.com", kinds=(Kind.BREAKING,))
    now, story = timezone.now(), make_story("تفاصيل")
    strip = raised(network, now=now - MINUTE, story=story)
    making.turn(now)
    if what == "the strip is taken down":
        strip_end(strip, editions=[network.maghrib], now=now)
    else:
        story_withdraw(story, reason="خطأ", now=now)
    work()
    assert mail.came == []
    assert Issue.objects.get().state == "dropped"


def test_an_issue_that_is_late_is_not_sent(mail, subscribed, issue_of, make_story):
    subscribed("reader@example.com")
    issue = issue_of(make_story())
    Issue.objects.update(ends_at=timezone.now())
    work()
    issue.refresh_from_db()
    assert mail.came == []
    assert issue.failed == 1


def test_old_rows_go(newsletter, mail, subscribed, issue_of, make_story):
    subscribed("reader@example.com")
    issue = issue_of(make_story())
    work()
    services.may_client_ask(b"x", now=issue.made_at)
    letters_tidy(now=issue.made_at + services.LETTERS_KEPT + HOUR)
    assert not Letter.objects.exists()
    assert Issue.objects.get().sent == 1
    letters_tidy(now=issue.made_at + services.ISSUES_KEPT + HOUR)
    assert not Issue.objects.exists()
