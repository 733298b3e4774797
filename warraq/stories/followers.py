"""Who keeps something of every story beside it: rooms above say so, and are told in the transaction of each verb.

An index or a list of signatures that is written here is never behind, and never ahead of a verb that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from warraq.common.registry import Registry

# Takes the numbers of stories whose row, draft, placements, topics or authors were saved or deleted.
Follower = Callable[[Collection[int]], None]
followers: Registry[Follower] = Registry("follower of stories")


def tell_followers(story_ids: Collection[int]) -> None:
    """Tell every follower that stories were saved or deleted; call it within the transaction that did so."""
    if story_ids:
        for name in followers:
            followers.get(name)(story_ids)
