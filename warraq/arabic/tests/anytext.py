"""Texts that try to break us: all of Unicode, lone surrogates too, thick with what our rules are about."""

from hypothesis import strategies as st

_LIKELY = (
    "ابتثوفيكلأإآٱةىؤئء لاـًٌَُِّْٰ،؛؟٠٥٩۰۹٫٬٪0123456789abzXİßé.,:;!?-–—_/\\@#%$€+&*'\"“”«»()[]{}<>…°"
    "\n\r\t\u00a0\u00ad\u0300\u0301\u0315\u0323\u061c\u0654\u115f\u1100\u1161\u11a8\u200b\u200c\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202e\u2066\u2067\u2068\u2069\ufb50\ufdf2\ufdfa\ufe70\ufe71\ufefb\ufeff\ufe0f\ufffe\ud83d\udc68"
    "👨👩🏽🇲🇦𞤀𐤀"
)


def any_text() -> st.SearchStrategy[str]:
    everything = st.characters(exclude_categories=())
    return st.text(st.sampled_from(_LIKELY) | everything, max_size=120)
