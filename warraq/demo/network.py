"""The demo's network: a hub, three sister sites, their sections, standing pages and people."""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS = ("politics", "economy", "sport", "arts", "stars", "health", "tech", "society")
SECTION_NAMES = {
    "politics": "سياسة",
    "economy": "اقتصاد",
    "sport": "رياضة",
    "arts": "فن وموسيقى",
    "stars": "أخبار النجوم",
    "health": "صحة وتغذية",
    "tech": "علوم وتقنية",
    "society": "مجتمع",
}
SECTION_COLOURS = {
    "politics": "#9b2335",
    "economy": "#1f6f54",
    "sport": "#1d5fa8",
    "arts": "#7a3f8f",
    "stars": "#b0487a",
    "health": "#2a7f86",
    "tech": "#3d4f9f",
    "society": "#94602a",
}


@dataclass(frozen=True)
class Site:
    """A site as the demo makes it; the order of `sections` is its own."""

    slug: str
    name: str
    tagline: str
    hosts: tuple[str, ...]
    locale: str
    time_zone: str
    digits: str
    shows_hijri: bool
    colour: str
    accent: str
    sections: tuple[str, ...]
    kind: str = "site"


SITES = (
    Site(
        slug="hub",
        name="شبكة ورّاق",
        tagline="ثلاثة مواقع شقيقة، وخبر واحد لا يُكتب إلا مرة.",
        hosts=("localhost", "127.0.0.1"),
        locale="ar-SA",
        time_zone="UTC",
        digits="latn",
        shows_hijri=False,
        colour="#2b3a55",
        accent="#c8912d",
        sections=(),
        kind="hub",
    ),
    Site(
        slug="maghrib",
        name="مرآة المغرب",
        tagline="أخبار المغرب والمغرب العربي كما هي.",
        hosts=("maghrib.localhost",),
        locale="ar-MA",
        time_zone="Africa/Casablanca",
        digits="latn",
        shows_hijri=False,
        colour="#8f1d2c",
        accent="#1f7a4d",
        sections=("politics", "economy", "sport", "society", "arts", "stars", "health", "tech"),
    ),
    Site(
        slug="misr",
        name="ضفاف النيل",
        tagline="مصر ووادي النيل، خبرًا وقصة.",
        hosts=("misr.localhost",),
        locale="ar-EG",
        time_zone="Africa/Cairo",
        digits="arab",
        shows_hijri=False,
        colour="#0f5c7a",
        accent="#c58a1a",
        sections=("politics", "economy", "society", "arts", "stars", "sport", "health", "tech"),
    ),
    Site(
        slug="khalij",
        name="مرافئ الخليج",
        tagline="اقتصاد الخليج ومجتمعه وثقافته.",
        hosts=("khalij.localhost",),
        locale="ar-SA",
        time_zone="Asia/Riyadh",
        digits="latn",
        shows_hijri=True,
        colour="#1d5b4f",
        accent="#b0762b",
        sections=("economy", "politics", "tech", "sport", "health", "arts", "stars", "society"),
    ),
)


@dataclass(frozen=True)
class Standing:
    """A standing page; `{name}` in the text is the site's name."""

    slug: str
    title: str
    body: str


STANDING_PAGES = (
    Standing(
        slug="about",
        title="من نحن",
        body=(
            "<p>{name} موقع إخباري تجريبي يعمل على منصة ورّاق. كل ما فيه من أخبار وأسماء من نسج الخيال،"
            " كُتب ليُري المحررين كيف تعيش القصة الواحدة على مواقع عدة.</p>"
            "<h2>كيف نعمل</h2><p>تُكتب القصة مرة واحدة في مكتب التحرير، ثم تظهر في كل موقع يختاره المحرر،"
            " ويبقى لها موقع أم واحد تعود إليه الروابط.</p>"
        ),
    ),
    Standing(
        slug="corrections-policy",
        title="سياسة التصحيح",
        body=(
            "<p>نصحح الخطأ علنًا، ونكتب في آخر القصة ما كان وما صار ومتى. وإذا سُحبت قصة بقي عنوانها يقول إنها"
            " سُحبت، ولا يعود نصها يظهر في أي موقع من مواقع الشبكة.</p>"
        ),
    ),
    Standing(
        slug="privacy",
        title="الخصوصية",
        body=(
            "<p>لا نضع ملفات تعريف ارتباط في أجهزة القراء، ولا نحفظ عناوينهم. نحصي عدد القراءات لنعرف ما يُقرأ،"
            " لا من يقرأ.</p>"
        ),
    ),
)


@dataclass(frozen=True)
class Person:
    """A demo user of the desk; `site` is where the role holds, empty for everywhere."""

    username: str
    first_name: str
    last_name: str
    role: str
    site: str = ""


# The password of every demo user; printed by `warraq demo`, and refused in production.
PASSWORD = "warraq-demo"  # noqa: S105 - public by design
PEOPLE = (
    Person("admin", "مدير", "المنصة", "administrator"),
    Person("network", "نادية", "محررة الشبكة", "network"),
    Person("chief", "كمال", "رئيس التحرير", "chief", site="maghrib"),
    Person("editor", "ليلى", "المحررة", "editor", site="maghrib"),
    Person("copy", "هدى", "المدققة", "copy"),
    Person("reporter", "سامي", "المراسل", "reporter", site="maghrib"),
)
