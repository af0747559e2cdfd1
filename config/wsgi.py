"""What gunicorn serves."""

import importlib
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# What reads workbooks takes NumPy along where it is installed, for workers that protect small cells: 18 MB for each web
# process. It does without when it does not find it at its first look.
sys.modules["numpy"] = None  # type: ignore[assignment]
importlib.import_module("openpyxl")
del sys.modules["numpy"]

application = get_wsgi_application()
