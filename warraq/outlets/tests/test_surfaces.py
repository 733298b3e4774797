"""Where outlets print a story, for the ledger of withdrawals."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from conftest import Network, Reader, StoryMaker
from warraq.outlets.surfaces import outlet_paths
from warraq.stories.models import Placement


def test_the_ledger_looks_at_every_outlet_that_prints_the_story(
    network: Network, make_story: StoryMaker, reader: Reader
) -> None:
    story = make_story("زلزال في الجبال", topics=("طقس",), authors=("ليلى",), also=[(network.misr, "sport")])

    for placement in Placement.objects.filter(story=story).select_related("story", "section", "edition"):
        paths = outlet_paths(placement)
        topic, author = quote("/topic/طقس/"), quote("/author/ليلى/")
        assert len(paths) == len(set(paths))
        assert {path.rpartition(".")[0] for path in paths if path.endswith((".atom", ".json"))} == {
            "/feed",
            f"/{placement.section.slug}/feed",
            f"{topic}feed",
            f"{author}feed",
        }
        assert f"/search/feed.json?{urlencode({'q': story.headline})}" in paths
        for path in paths:
            answer = reader.on(placement.edition, path)
            assert answer.status_code == 200, path
            if placement.is_home or "sitemap" not in path:
                assert f"/{story.pk}-" in answer.content.decode(), path
