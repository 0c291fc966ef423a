"""The WSGI application that gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntars_geo.settings")
# A reader waits for a page: what takes longer ends, and the page says 503 (ADR 0067).
os.environ.setdefault("NTARS_STATEMENT_SECONDS", "2")
os.environ.setdefault("NTARS_IDLE_SECONDS", "5")
application = get_wsgi_application()
# Django imports the views with the first request. Here they are imported before gunicorn forks:
# no first reader waits for them, and the processes share their memory.
import_module(settings.ROOT_URLCONF)
