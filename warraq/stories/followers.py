"""Who keeps something of every story beside it: rooms above say so, and are told in the transaction of each verb.

An index or a list of signatures that is written here is never behind, and never ahead of a verb that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from warraq.common.registry import Registry

# Takes the numbers of stories whose row, draft, placements, topics or authors were saved or deleted.
Follower = Callable[[Collection[int]], None]
followers: Registry[Follower] = Registry("follower of stories")


# The numbers that wait for the end of a verb which saves a story several times; None outside of one.
_waiting: ContextVar[set[int] | None] = ContextVar("stories that followers will be told of", default=None)


def tell_followers(story_ids: Collection[int]) -> None:
    """Tell every follower that stories were saved or deleted; call it within the transaction that did so."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update(story_ids)
    elif story_ids:
        for name in followers:
            followers.get(name)(story_ids)


@contextmanager
def told_once() -> Iterator[None]:
    """Tell followers at the end of a verb what each of its saves would have told them; enter it within a transaction.

    Publishing saves a story four times, and followers read it whole each time. A verb that fails tells nobody.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    tell_followers(waiting)
