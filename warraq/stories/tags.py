"""Tags: what a pressed page or block shows, so that a change finds all that shows it.

A cache in front knows them as surrogate keys. `story.14` is on everything that prints the story: its own shell, lists,
see-also picks, related lists. A list's first page changes with every new story, its deeper pages only when a story
comes in between or goes.
"""

from __future__ import annotations


def edition_tag(edition_id: int) -> str:
    """Everything that stands on the edition."""
    return f"edition.{edition_id}"


def network_tag() -> str:
    """Everything that tells which editions there are."""
    return "network"


def blocks_tag(edition_id: int) -> str:
    """Everything that tells what stands in the edition's shared blocks, but for the pages whose slots they fill."""
    return f"blocks.{edition_id}"


def story_tag(story_id: int) -> str:
    """Everything that prints the story."""
    return f"story.{story_id}"


def followed_tag(story_id: int) -> str:
    """The page of a story that others go on with: it leads to those that readers can see."""
    return f"followed.{story_id}"


def list_tag(kind: str, number: int | str, *, is_first: bool) -> str:
    """A list's first page, or all its deeper ones; kind is edition, section, topic, author, day or corrections."""
    return f"{'head' if is_first else 'deep'}.{kind}.{number}"


def posts_tag(story_id: int, *, before: int) -> str:
    """A page of a live coverage's older posts: those before a number."""
    return f"posts.{story_id}.{before}"


def link_tag(story_id: int, *, link: int) -> str:
    """A link of the chain of a live coverage's changes."""
    return f"link.{story_id}.{link}"
