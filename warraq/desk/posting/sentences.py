"""Why a verb of live coverage was refused, in one Arabic sentence."""

from __future__ import annotations

from warraq.live.services import MOST_KEYS, MOST_PINNED, MOST_POSTS, LiveRefused, Refusal

_SENTENCES = {
    Refusal.WITHDRAWN: "سُحبت القصة؛ أعدها أولًا ثم ابدأ تغطيتها.",
    Refusal.BEGUN: "للقصة تغطية مباشرة من قبل.",
    Refusal.ENDED: "انتهت التغطية؛ استأنفها لتنشر فيها.",
    Refusal.GOES_ON: "التغطية جارية.",
    Refusal.EMPTY: "اكتب عنوانًا أو نصًّا للمشاركة.",
    Refusal.FULL: f"بلغت التغطية {MOST_POSTS} مشاركة؛ ابدأ قصة أخرى.",
    Refusal.PINNED: f"ثُبّتت {MOST_PINNED} مشاركات، وهو الحد؛ ألغِ تثبيت واحدة أولًا.",
    Refusal.MARKED: f"بلغت اللحظات المهمة {MOST_KEYS}، وهو الحد؛ ألغِ تمييز واحدة أولًا.",
    Refusal.REMOVED: "حُذفت هذه المشاركة.",
    Refusal.UNEXPLAINED: "اكتب سبب الحذف؛ يبقى في السجل.",
}

EDITED_MEANWHILE = (
    "عدّل غيرك هذه المشاركة بعد أن فتحتها. ما كتبته باقٍ هنا: انسخ ما تحتاجه منه، ثم افتح المشاركة من جديد."
)


def sentence_of(refused: LiveRefused) -> str:
    """Return what the person is told."""
    return _SENTENCES[refused.why]
