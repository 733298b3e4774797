"""Edition (a sister site), its hosts and its sections."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from warraq.arabic.copydesk import DEFAULT, RULES, Severity, Tanween
from warraq.arabic.digits import Digits
from warraq.network.sellers import line_not_read
from warraq.network.spellings import LineNotRead, spelling_pairs

# The first path segments that pages own: no section or standing page may take them.
RESERVED_SLUGS = frozenset(
    {
        "api",
        "archive",
        "author",
        "before",
        "desk",
        "documents",
        "media",
        "newsletter",
        "partners",
        "reads",
        "robots",
        "search",
        "sitemaps",
        "static",
        "topic",
    }
)
HEX_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", "اكتب اللون بالصيغة ‎#1a2b3c.")
# A host label as DNS has it; no port.
HOST = RegexValidator(
    r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\Z",
    "اكتب اسم المضيف بحروف لاتينية صغيرة دون منفذ، مثل news.example.org.",
)

DIGIT_CHOICES = [(Digits.LATIN.value, "123"), (Digits.ARABIC_INDIC.value, "١٢٣")]


def validate_time_zone(name: str) -> None:
    """Refuse a zone that the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError("هذه المنطقة الزمنية غير معروفة.")


def validate_spellings(text: str) -> None:
    """Refuse a list of spellings with a line that is no pair."""
    try:
        spelling_pairs(text)
    except LineNotRead as problem:
        raise ValidationError(
            f"السطر {problem.line} لا يُقرأ: اكتب في كل سطر كتابتين مختلفتين بينهما علامة =، مثل: نتانياهو = نتنياهو."
        ) from None


def validate_sellers(text: str) -> None:
    """Refuse an ads.txt with a line that its readers would not understand."""
    number = line_not_read(text)
    if number is not None:
        raise ValidationError(
            f"السطر {number} لا يُقرأ: اكتب في كل سطر نطاق المنصة ورقم الحساب وDIRECT أو RESELLER بينها فواصل لاتينية."
        )


def rule_choices() -> list[tuple[str, str]]:
    """Return the copy desk's rules by name and title; called each time, so that a new rule needs no migration."""
    return sorted(((rule.name, rule.title) for rule in RULES.values()), key=lambda choice: choice[1])


class Grade(models.TextChoices):
    """How gravely an edition takes a rule of the copy desk."""

    ERROR = Severity.ERROR.value, "خطأ"
    WARNING = Severity.WARNING.value, "تنبيه"
    SUGGESTION = Severity.SUGGESTION.value, "اقتراح"
    OFF = "off", "معطّلة"


class Kind(models.TextChoices):
    """What an edition is to its network."""

    SITE = "site", "موقع"
    HUB = "hub", "بوابة الشبكة"


class Locale(models.TextChoices):
    """Varieties of Arabic whose month names and conventions CLDR knows."""

    SAUDI = "ar-SA", "السعودية (أغسطس)"
    EMIRATES = "ar-AE", "الإمارات (أغسطس)"
    EGYPT = "ar-EG", "مصر (أغسطس)"
    MOROCCO = "ar-MA", "المغرب (غشت)"
    TUNISIA = "ar-TN", "تونس (أوت)"
    ALGERIA = "ar-DZ", "الجزائر (أوت)"
    LEBANON = "ar-LB", "لبنان (آب)"
    SYRIA = "ar-SY", "سوريا (آب)"
    JORDAN = "ar-JO", "الأردن (آب)"
    IRAQ = "ar-IQ", "العراق (آب)"


class Edition(ClusterableModel):
    """One site of the network: its name, hosts, language variety, clock and colours."""

    slug = models.SlugField("المعرّف", max_length=50, unique=True, help_text="بحروف لاتينية؛ لا يراه القراء.")
    name = models.CharField("الاسم", max_length=80)
    tagline = models.CharField("الشعار النصي", max_length=160, blank=True)
    kind = models.CharField("النوع", max_length=8, choices=Kind.choices, default=Kind.SITE)
    locale = models.CharField("اللهجة التحريرية", max_length=8, choices=Locale.choices, default=Locale.SAUDI)
    time_zone = models.CharField(
        "المنطقة الزمنية", max_length=40, default="Asia/Riyadh", validators=[validate_time_zone]
    )
    digits = models.CharField(
        "الأرقام",
        max_length=4,
        choices=DIGIT_CHOICES,
        default=Digits.LATIN.value,
    )
    shows_hijri = models.BooleanField("التاريخ الهجري", default=False)
    colour = models.CharField("اللون الأساسي", max_length=7, default="#8a1c3c", validators=[HEX_COLOUR])
    accent = models.CharField("اللون المساعد", max_length=7, default="#c8912d", validators=[HEX_COLOUR])
    position = models.PositiveSmallIntegerField("الترتيب", default=0)

    # What the copy desk is told; its rules and terms are rows of their own.
    tanween = models.CharField(
        "التنوين",
        max_length=6,
        choices=[(Tanween.BEFORE_ALEF.value, "قبل الألف: أيضًا"), (Tanween.ON_ALEF.value, "على الألف")],
        default=Tanween.BEFORE_ALEF.value,
    )
    copy_digits = models.CharField(
        "أرقام النصوص",
        max_length=4,
        blank=True,
        choices=DIGIT_CHOICES,
        help_text="إن لم تختر جاز النوعان، ولا يُخلط بينهما في نص واحد.",
    )
    headline_limit = models.PositiveSmallIntegerField(
        "أطول عنوان (بالأحرف)",
        default=DEFAULT.headline_limit,
        validators=[MinValueValidator(20), MaxValueValidator(250)],
    )
    spellings = models.TextField(
        "كلمات لها أكثر من كتابة",
        blank=True,
        validators=[validate_spellings],
        help_text="في كل سطر: الكتابة المتروكة = كتابتنا، مثل: مسؤول = مسئول.",
    )
    names = models.TextField(
        "أسماء أجنبية",
        blank=True,
        validators=[validate_spellings],
        help_text="في كل سطر: كتابة شائعة = كتابتنا، مثل: نتانياهو = نتنياهو.",
    )

    requires_second_factor = models.BooleanField(
        "يشترط التحقق بخطوتين",
        default=False,
        help_text="من له دور في هذا الموقع يضيف تطبيق رموز أو مفتاح مرور قبل أن يدخل مكتب التحرير.",
    )

    class Meta:
        verbose_name = "موقع"
        verbose_name_plural = "المواقع"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_hub(self) -> bool:
        """Whether this edition is the door to its sisters rather than a site of its own."""
        return self.kind == Kind.HUB

    @cached_property
    def zone(self) -> ZoneInfo:
        """The edition's clock."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def host(self) -> str:
        """The host that canonical addresses name; empty when the edition has none."""
        hosts = sorted(self.hosts.all(), key=lambda host: (not host.is_primary, host.pk or 0))
        return hosts[0].name if hosts else ""

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port of the public address, without a slash at its end."""
        port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
        return f"{settings.PUBLIC_SCHEME}://{self.host}{port}"


class EditionHost(Orderable):
    """A host name that answers as an edition; the primary one is the canonical one."""

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="hosts", verbose_name="الموقع")
    name = models.CharField("المضيف", max_length=200, unique=True, validators=[HOST])
    is_primary = models.BooleanField("أساسي", default=False)

    class Meta(Orderable.Meta):
        verbose_name = "مضيف"
        verbose_name_plural = "المضيفون"

    def __str__(self) -> str:
        return self.name


class EditionSellers(models.Model):
    """Who may sell an edition's advertising, as /ads.txt tells it.

    A row of its own: such files are long, and an edition is read with every list.
    """

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="sellers", verbose_name="الموقع")
    lines = models.TextField(
        "سطور ads.txt",
        validators=[validate_sellers],
        help_text="كما تعطيها المنصة، مثل: adnetwork.example, 1234, DIRECT. وما بعد علامة # تعليق.",
    )

    class Meta:
        verbose_name = "ملف ads.txt"
        verbose_name_plural = "ملفات ads.txt"
        constraints = [models.UniqueConstraint(fields=["edition"], name="one_ads_txt_per_edition")]

    def __str__(self) -> str:
        return f"ads.txt: {self.edition}"


class EditionRule(Orderable):
    """A rule of the copy desk that an edition takes otherwise than the desk does by itself."""

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="rules", verbose_name="الموقع")
    rule = models.CharField("القاعدة", max_length=40, choices=rule_choices)
    severity = models.CharField("الدرجة", max_length=10, choices=Grade.choices)

    class Meta(Orderable.Meta):
        verbose_name = "قاعدة تدقيق"
        verbose_name_plural = "قواعد التدقيق"
        constraints = [models.UniqueConstraint(fields=["edition", "rule"], name="rule_once_per_edition")]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.get_severity_display()}"


class EditionTerm(Orderable):
    """An expression that an edition does not print, or prints only with care."""

    edition = ParentalKey(Edition, on_delete=models.CASCADE, related_name="terms", verbose_name="الموقع")
    words = models.CharField(
        "العبارة", max_length=80, help_text="تُعرف بأي همزة وتشكيل، وبحروف الجر والعطف قبلها."
    )
    advice = models.CharField(
        "ما يُقال للمحرر", max_length=200, help_text="جملة واحدة، مثل: صف ما حدث ولا تحكم."
    )
    instead = models.CharField("البديل", max_length=80, blank=True)
    severity = models.CharField(
        "الدرجة", max_length=10, choices=Grade.choices[:-1], default=Grade.WARNING.value
    )

    class Meta(Orderable.Meta):
        verbose_name = "عبارة لا تُنشر"
        verbose_name_plural = "عبارات لا تُنشر"

    def __str__(self) -> str:
        return self.words


class Section(models.Model):
    """A section of one edition; its slug is the first segment of its stories' addresses."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="sections", verbose_name="الموقع"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="القسم الأعلى",
    )
    name = models.CharField("الاسم", max_length=80)
    slug = models.SlugField("الاسم في العنوان", max_length=60, allow_unicode=True)
    position = models.PositiveSmallIntegerField("الترتيب", default=0)
    colour = models.CharField("اللون", max_length=7, blank=True, validators=[HEX_COLOUR])
    in_bar = models.BooleanField("في شريط الأقسام", default=True)
    has_teasers = models.BooleanField("له كتلة عناوين في الصفحات", default=True)

    class Meta:
        verbose_name = "قسم"
        verbose_name_plural = "الأقسام"
        ordering = ["edition", "position", "name"]
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="one_slug_per_edition")]

    def __str__(self) -> str:
        """Return the name with its edition's: sister sites have sections of the same names."""
        return f"{self.name} ({self.edition})"

    def clean(self) -> None:
        """Refuse an address that pages own, and a parent from another edition or from below."""
        if self.slug in RESERVED_SLUGS or re.fullmatch(r"[0-9]+.*", self.slug or ""):
            raise ValidationError({"slug": "هذا الاسم محجوز لصفحات النظام؛ اختر اسمًا آخر."})
        if self.parent and self.parent.edition_id != self.edition_id:
            raise ValidationError({"parent": "القسم الأعلى من موقع آخر."})
        ancestor, steps = self.parent, 0
        while ancestor is not None:
            steps += 1
            if ancestor.pk == self.pk or steps > 5:
                raise ValidationError({"parent": "القسم لا يكون تحت نفسه، ولا تزيد الدرجات على خمس."})
            ancestor = ancestor.parent

    @property
    def path(self) -> str:
        """The front's path on its edition."""
        return f"/{self.slug}/"
