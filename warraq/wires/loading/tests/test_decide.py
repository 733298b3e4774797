"""What a record is: new, updated, unchanged, older, kept. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from warraq.wires.loading.decide import Incoming, State, Verdict, decide, plan
from warraq.wires.loading.items import Item

NOON = datetime(2018, 5, 1, 12, tzinfo=UTC)
UNWATCHED = frozenset({"published_at", "source_url"})


def incoming(
    text: str, *, key: str = "k", hour: int = 0, section: str = "news", record: str = ""
) -> Incoming:
    item = Item(
        origin_key=key,
        edition="paper",
        section=section,
        headline="عنوان",
        paragraphs=(text,),
        published_at=NOON + timedelta(hours=hour),
    )
    return Incoming.of(item, key=key, record=record or f"{text}/{hour}/{section}", unwatched=UNWATCHED)


def held(version: Incoming, *, edited: bool = False) -> State:
    moment = version.item.published_at
    return State(
        pk=1,
        told=version.told,
        record=version.record,
        first_published_at=moment,
        last_published_at=moment,
        edited=edited,
    )


def verdict(version: Incoming, state: State | None, *, was_seen: bool = False) -> Verdict:
    return decide(version, held=state, was_seen=was_seen)


def test_a_key_that_nobody_has_is_new() -> None:
    assert verdict(incoming("أ"), None) is Verdict.NEW


def test_what_says_the_same_is_unchanged_even_if_seen_at_another_time() -> None:
    assert verdict(incoming("أ", hour=5), held(incoming("أ"))) is Verdict.UNCHANGED


def test_another_text_or_section_is_an_update() -> None:
    assert verdict(incoming("ب"), held(incoming("أ"))) is Verdict.UPDATED
    assert verdict(incoming("أ", section="sport"), held(incoming("أ"))) is Verdict.UPDATED


def test_an_older_version_never_takes_the_place_of_a_newer_one() -> None:
    assert verdict(incoming("أ", hour=1), held(incoming("ب", hour=2))) is Verdict.OLDER


def test_a_version_of_the_same_moment_that_was_seen_does_not_come_back() -> None:
    assert verdict(incoming("أ"), held(incoming("ب")), was_seen=True) is Verdict.OLDER


def test_a_story_that_the_desk_edited_is_left_alone() -> None:
    assert verdict(incoming("ب"), held(incoming("أ"), edited=True)) is Verdict.KEPT
    assert verdict(incoming("أ"), held(incoming("أ"), edited=True)) is Verdict.UNCHANGED


def test_a_dump_that_tells_both_moments_is_ordered_by_the_change() -> None:
    item = replace(incoming("ب").item, modified_at=NOON - timedelta(hours=1))
    version = Incoming.of(item, key="k", record="r", unwatched=frozenset())
    assert verdict(version, held(incoming("أ"))) is Verdict.OLDER


def test_two_versions_in_one_batch_are_one_new_story_with_the_later_text() -> None:
    planned = plan([incoming("أ"), incoming("ب", hour=3)], held={}, seen=frozenset(), own_times=True)
    (write,) = planned.writes
    assert write.state.pk is None
    assert write.incoming.item.paragraphs == ("ب",)
    assert planned.verdicts == {Verdict.NEW: 1, Verdict.UPDATED: 1}
    assert planned.seen == (("k", "أ/0/news"),)


def test_a_copy_that_says_the_same_is_remembered_but_not_written() -> None:
    planned = plan([incoming("أ"), incoming("أ", hour=4)], held={}, seen=frozenset(), own_times=True)
    assert planned.verdicts == {Verdict.NEW: 1, Verdict.UNCHANGED: 1}
    assert planned.seen == (("k", "أ/4/news"),)
    assert planned.writes[0].state.last_published_at == NOON


def test_an_update_keeps_the_first_moment_and_moves_the_last_where_times_are_the_versions_own() -> None:
    before = incoming("أ")
    planned = plan([incoming("ب", hour=3)], held={"k": held(before)}, seen=frozenset(), own_times=True)
    (write,) = planned.writes
    assert write.state.pk == 1
    assert write.state.first_published_at == NOON
    assert write.state.last_published_at == NOON + timedelta(hours=3)


def test_an_update_takes_the_moments_at_their_word_where_the_dump_tells_the_publication() -> None:
    later = Incoming.of(incoming("ب", hour=3).item, key="k", record="r", unwatched=frozenset())
    planned = plan([later], held={"k": held(incoming("أ"))}, seen=frozenset(), own_times=False)
    assert planned.writes[0].state.first_published_at == NOON + timedelta(hours=3)


VERSIONS = st.builds(
    incoming,
    st.sampled_from("أبت"),
    key=st.sampled_from("xyz"),
    hour=st.integers(0, 2),
    section=st.sampled_from(["news", "sport"]),
)


@given(st.lists(VERSIONS, max_size=12), st.integers(1, 12))
def test_a_second_run_changes_nothing_however_the_file_is_cut_into_batches(
    file: list[Incoming], size: int
) -> None:
    states: dict[str, State] = {}
    seen: frozenset[tuple[str, str]] = frozenset()

    def run() -> list[tuple[str, str]]:
        nonlocal seen
        written = []
        for start in range(0, len(file), size):
            planned = plan(file[start : start + size], held=states, seen=seen, own_times=True)
            seen |= frozenset(planned.seen)
            states.update({write.incoming.key: replace(write.state, pk=1) for write in planned.writes})
            written += [(write.incoming.key, write.state.told) for write in planned.writes]
        return written

    run()
    after_first = dict(states)
    assert run() == []
    assert states == after_first
