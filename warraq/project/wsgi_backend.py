"""Django alone, as a WSGI application: what stands behind the press."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "warraq.project.settings")

backend = get_wsgi_application()
