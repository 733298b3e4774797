"""Which user agents are people's browsers. The beacon is sent by a script in a page, so only browsers have reason to.

Crawlers that run scripts nearly all name themselves, or leave an address for complaints: a browser does neither.
"""

from __future__ import annotations

import re

# Browsers' agents are of 60 to 400 characters; in-app browsers add some.
_SHORTEST, _LONGEST = 20, 1000

# Every browser that can send a beacon begins so (Opera Mini and old Opera with their own name).
_BROWSER = re.compile(r"(Mozilla|Opera)/[0-9]")

_CRAWLER = re.compile(
    r"""
      (?<!cu)bot          # Cubot makes telephones
    | crawl | spider | slurp | scrap | fetch
    | https?: | www\. | @ # an address for complaints
    | compatible[;)](?!\s*MSIE) # "(compatible; Name/1.0)"; old Internet Explorers say "(compatible; MSIE"
    | headless | phantom | selenium | webdriver | puppeteer | playwright | electron
    | lighthouse | gtmetrix | pingdom | synthetic | monitor
    | preview | inspect | scan | check | analy[sz] | validat | archive | proxy | agent
    | google-
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_browser(agent: str) -> bool:
    """Whether the user agent may be a person's browser: there, of a sane form, and not a known crawler's."""
    return (
        _SHORTEST <= len(agent) <= _LONGEST
        and agent.isprintable()
        and _BROWSER.match(agent) is not None
        and _CRAWLER.search(agent) is None
    )
