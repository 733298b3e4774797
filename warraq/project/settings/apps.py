"""Installed rooms, middleware and templates."""

from .environment import PACKAGE_DIR

INSTALLED_APPS = [
    # Upper rooms first: their templates may refine what stands below them.
    "warraq.demo",
    "warraq.wires",
    "warraq.desk",
    "warraq.desk.planning",
    "warraq.desk.safety",
    "warraq.outlets",
    "warraq.pages",
    "warraq.inbox",
    "warraq.notices",
    "warraq.queue",
    "warraq.partners",
    "warraq.letters",
    "warraq.moved",
    "warraq.fronts",
    "warraq.live",
    "warraq.related",
    "warraq.search",
    "warraq.reads",
    "warraq.stories",
    "warraq.network",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_otp_webauthn",
    "django_tasks_db",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "warraq.desk.safety.headers.DeskHeadersMiddleware",
    "warraq.pages.policy.PolicyMiddleware",
    "warraq.pages.middleware.EditionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "warraq.desk.safety.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "warraq.project.urls"
WSGI_APPLICATION = "warraq.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A live block keeps its template beside its query.
        "DIRS": [PACKAGE_DIR / "pages" / "blocks"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
