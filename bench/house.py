"""The invented network of the bench: what both archives, Warraq's and stock Wagtail's, are made of."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime

SITES = {"sharq": "مرآة الشرق", "gharb": "أخبار الغرب", "shamal": "بريد الشمال", "janub": "صوت الجنوب"}
SECTIONS = {
    "politics": "سياسة",
    "economy": "اقتصاد",
    "sport": "رياضة",
    "arts": "فن وموسيقى",
    "stars": "أخبار النجوم",
    "health": "صحة وتغذية",
    "tech": "علوم وتقنية",
    "society": "مجتمع",
}
AGENCIES = ("وكالة الشرق", "وكالة الجزيرة العربية", "وكالة المتوسط")
PLACES = ("الرباط", "القاهرة", "الرياض", "بيروت", "عمّان", "تونس", "دبي", "بغداد")
TOPICS = tuple(f"ملف {number}" for number in range(1, 401))
BEGINNING = datetime(2021, 1, 1, tzinfo=UTC)

# Few topics have most of the stories.
_TOPIC_WEIGHTS = list(itertools.accumulate(1 / rank**0.7 for rank in range(1, len(TOPICS) + 1)))


def host_of(slug: str) -> str:
    """Return the host of a site."""
    return f"{slug}.bench.localhost"


def topics_of(number: int) -> list[int]:
    """Return one to three topics of story `number`, as indexes of TOPICS."""
    chance = random.Random(-number)
    chosen = chance.choices(range(len(TOPICS)), cum_weights=_TOPIC_WEIGHTS, k=chance.randint(1, 3))
    return sorted(set(chosen))
