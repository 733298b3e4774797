"""Why a verb makes no sense for a story, as the desk says it."""

from __future__ import annotations

from warraq.stories.services import NotAllowed, Why

_SAID: dict[str, str] = {
    Why.WITHDRAWN: "القصة مسحوبة؛ أعدها أولًا.",
    Why.HOMELESS: "لا موقع أم لهذه القصة؛ اختر لها موقعًا وقسمًا أولًا.",
    Why.PASSED: "مضى هذا الموعد؛ انشر القصة الآن أو اختر موعدًا آتيًا.",
    Why.EXPIRES_BEFORE: "تنتهي مدة القصة قبل هذا الموعد.",
    Why.NOT_SCHEDULED: "لا موعد نشر ينتظر هذه القصة.",
    Why.EMBARGO_PASSED: "ينتهي الحظر في موعد آتٍ.",
    Why.SEEN: "رأى القراء القصة؛ اسحبها بدل حظرها.",
    Why.NO_EMBARGO: "لا حظر على هذه القصة.",
    Why.NO_CORRECTION: "اكتب ما كان خطأ وما صوابه.",
    Why.UNSEEN: "لا يرى القراء القصة؛ لا شيء يُصحَّح لهم.",
    Why.NEVER_SHOWN: "تُتابَع قصة منشورة لها موقع أم.",
    Why.UNPUBLISHED: "لم تُنشر القصة قط؛ لا شيء يُسحب.",
    Why.WITHDRAWN_ALREADY: "القصة مسحوبة من قبل.",
    Why.NOT_WITHDRAWN: "القصة ليست مسحوبة.",
    Why.THERE_ALREADY: "القصة في هذا القسم من قبل.",
    Why.LEFT_ALREADY: "انتهى ظهور القصة على هذا الموقع من قبل.",
    Why.LEAVES_BEFORE: "ينتهي الظهور قبل أن يبدأ.",
}


def said(refusal: NotAllowed) -> str:
    """Return the refusal in one sentence."""
    return _SAID.get(refusal.why, "لا يصح هذا الفعل والقصة على حالها.")
