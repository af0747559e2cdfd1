"""What gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# What reads workbooks would load NumPy with it where that is installed, for workers that protect small cells: 18 MB for
# each web process, and nothing that one needs.
sys.modules["numpy"] = None  # type: ignore[assignment]

application = get_wsgi_application()
