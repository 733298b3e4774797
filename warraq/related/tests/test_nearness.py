"""Which words tell, and how near two stories are by them. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from warraq.related.nearness import likeness, nearness, searched_for, telling, words_to_weigh
from warraq.search.ranking import Candidate, Rarity

DAY = 86_400.0
RARITY = Rarity(documents={"زلزال": 40, "جبل": 60, "قال": 5_000, "قتيل": 90, "وحيد": 1}, total=10_000)


def story(headline: str = "", text: str = "") -> Candidate:
    return Candidate(
        number=1,
        story_id=1,
        headline_words=headline,
        headline_stems=headline,
        text_words=text,
        text_stems=text,
        moment=0.0,
    )


def about(headline: str, text: str = ""):
    return telling(words_to_weigh(story(headline, text)), rarity=RARITY)


def test_rare_words_of_the_headline_tell_most_and_common_or_lonely_ones_nothing():
    told = about("زلزال جبل", "قتيل قال وحيد 2026")

    assert [each.stem for each in told] == ["زلزال", "جبل", "قتيل"]


def test_what_only_the_story_and_its_copies_say_tells_nothing():
    rarity = Rarity(documents={"زلزال": 3, "جبل": 9}, total=10_000)
    counts = words_to_weigh(story("زلزال جبل"))

    assert len(telling(counts, rarity=rarity)) == 2
    assert [each.stem for each in telling(counts, rarity=rarity, copies=2)] == ["جبل"]


def test_the_rarest_words_are_searched_for():
    told = about("زلزال جبل", "قتيل")

    assert [term.stem for term in searched_for(told, rarity=RARITY, count=2)] == ["زلزال", "جبل"]


def test_a_story_is_more_like_one_of_the_same_event_than_like_one_that_shares_a_word():
    told = about("زلزال جبل", "قتيل قال")
    own = likeness(told, story("زلزال جبل", "قتيل قال"))

    same = likeness(told, story("زلزال", "جبل قتيل قال"))
    other = likeness(told, story("نتيجة", "جبل قال"))
    assert own > same > other > 0


def test_the_same_words_days_later_are_less_near_but_never_far():
    assert nearness(1.0, seconds_apart=0) == 1.0
    assert 0.9 < nearness(1.0, seconds_apart=-0.5 * DAY) < 1.0
    assert 0.35 <= nearness(1.0, seconds_apart=400 * DAY) < 0.36


@given(st.text("ابج ", max_size=60), st.text("ابج ", max_size=60))
def test_any_two_stories_have_a_likeness(one, other):
    told = telling(words_to_weigh(story(one, one)), rarity=RARITY)

    assert likeness(told, story(other, other)) >= 0
