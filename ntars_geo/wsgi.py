"""The WSGI application that gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntars_geo.settings")
application = get_wsgi_application()
# Django imports the views with the first request. Here they are imported before gunicorn forks:
# no first reader waits for them, and the processes share their memory.
import_module(settings.ROOT_URLCONF)
