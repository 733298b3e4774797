"""The WSGI application that Granian serves: the press, and Django behind it."""

from warraq.project.pressroom import front
from warraq.project.wsgi_backend import backend

application = front(backend)
