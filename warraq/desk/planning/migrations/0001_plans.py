import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("network", "0002_copy_rules"),
        ("stories", "0010_picture_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        error_messages={"max_length": "العنوان أطول من 250 حرفًا؛ اختصره."},
                        max_length=250,
                        verbose_name="ماذا نغطي",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="يصبح مكان الخبر في القصة.",
                        max_length=120,
                        verbose_name="المكان",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="يبدأ")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ينتهي")),
                ("notes", models.TextField(blank=True, max_length=2000, verbose_name="ملاحظات")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "مخطط"),
                            ("running", "جارٍ"),
                            ("done", "أُنجز"),
                            ("called_off", "أُلغي"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="الحال",
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.edition",
                        verbose_name="الموقع",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="وضعها",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True, related_name="plans", to=settings.AUTH_USER_MODEL, verbose_name="من يغطي"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="network.section",
                        verbose_name="القسم",
                    ),
                ),
                (
                    "story",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="stories.story",
                        verbose_name="القصة",
                    ),
                ),
            ],
            options={
                "verbose_name": "خطة",
                "verbose_name_plural": "الخطة",
                "ordering": ["starts_at", "pk"],
                "indexes": [models.Index(fields=["edition", "starts_at"], name="plan_by_edition")],
            },
        ),
    ]
