"""News agencies, and broadcasters that newspapers credit like agencies, under their many abbreviations."""

from __future__ import annotations

from dataclasses import dataclass

from warraq.arabic.text import fold


@dataclass(frozen=True)
class AgencyName:
    """An agency's full name, as readers see it, and its abbreviation."""

    name: str
    short_name: str


# Full name | abbreviation | other forms. Letters match whatever their dots, spaces and hamzas.
_TABLE = """
وكالة الأنباء السعودية | واس | الواس، وكالة الانباء السعودية، و ا س، spa
وكالة فرانس برس | أ ف ب | ا ف ب، الفرنسية، فرانس برس، فرانسبرس، وكالة الصحافة الفرنسية، ا ف ب ا، afp، أ فب، اف ب
رويترز | رويترز | رويتر، رويتز، روتيرز، روييترز، رويرز، reuters
وكالة الأنباء الألمانية | د ب أ | د ب ا، الألمانية، د أ ب، د ب، dpa، دب أ
أسوشيتد برس | أ ب | أ ب، أسوشييتد برس، اسوشيتدبرس، أسوشيتدبرس، الأسوشيتد برس، أسوشيتيد برس، ap
يونايتد برس إنترناشونال | يو بي آي | يو بي اي، يو بي أي، ي ب أ، upi
وكالة أنباء الشرق الأوسط | أ ش أ | ا ش ا
وكالة الأنباء الكويتية | كونا |
وكالة أنباء الإمارات | وام |
وكالة أنباء البحرين | بنا |
وكالة الأنباء القطرية | قنا |
وكالة الأنباء العمانية | العمانية |
وكالة الأنباء الأردنية | بترا | البترا
وكالة الأنباء اليمنية | سبأ | سبأ نت
الوكالة العربية السورية للأنباء | سانا |
وكالة الأنباء الفلسطينية | وفا |
وكالة المغرب العربي للأنباء | و م ع | ماب
وكالة الأنباء الجزائرية | واج |
وكالة تونس أفريقيا للأنباء | وات |
الوكالة الوطنية للإعلام | الوطنية للإعلام |
وكالة الأنباء الإسلامية الدولية | إينا | اينا
وكالة الأناضول | الأناضول | الاناضول
شينخوا | شينخوا | الصينية
إنترفاكس | إنترفاكس |
تاس | تاس | إيتار تاس، ايتار تاس
سبوتنيك | سبوتنيك | نوفوستي
إفي | إفي | افي، إ ف إ، الإسبانية
آكي | آكي | اكي
بلومبرغ | بلومبرغ | بلومبيرغ، بلومبرج، bloomberg
سكاي نيوز | سكاي نيوز | سكاي، sky، sky news، سكاي نيوز عربية
سي إن إن | سي إن إن | cnn، سي ان ان
بي بي سي | بي بي سي | bbc
روسيا اليوم | RT | rt، ار تي
العربية نت | العربية نت | العربية.نت، العربية
الجزيرة نت | الجزيرة نت | الجزيرة.نت
فرانس 24 | فرانس 24 | فرانس24، france24، france 24
إرم | إرم | ارم نيوز، إرم نيوز
واشنطن بوست | واشنطن بوست | خدمة واشنطن بوست، واشنطون بوست
نيويورك تايمز | نيويورك تايمز | خدمة نيويورك تايمز
البوابة العربية للأخبار التقنية | البوابة العربية للأخبار التقنية | البواية العربية للأخبار التقنية
وكالات | وكالات | الوكالات، وكالات الأنباء، وكالات أنباء، وكالة، وكلات
"""


def agency_key(text: str) -> str:
    """Return what two forms of one abbreviation share: folded, without dots and spaces."""
    return fold(text).replace(" ", "")


def _forms() -> dict[str, AgencyName]:
    forms: dict[str, AgencyName] = {}
    for line in _TABLE.strip().splitlines():
        name, short_name, others = (cell.strip() for cell in line.split("|"))
        agency = AgencyName(name=name, short_name=short_name)
        for form in (name, short_name, *others.split("،")):
            if form.strip():
                forms.setdefault(agency_key(form), agency)
    return forms


_AGENCIES = _forms()


def known_agency(text: str) -> AgencyName | None:
    """Return the agency that the whole text names, or None."""
    return _AGENCIES.get(agency_key(text))
