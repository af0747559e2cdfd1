"""What a web process does not load: it is memory of every worker, for what others do or few ask."""

import subprocess
import sys

from config.local import ROOT

FOR_OTHERS = ("celery", "kombu", "numpy", "scipy")
WITH_THE_FIRST_WORKBOOK = ("openpyxl", "odf")
ASKS = """
import sys
from config import gunicorn
gunicorn.post_fork(None, None)
from config.wsgi import application
import config.urls
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_a_web_process_loads_nothing_that_others_do_or_few_ask(servers: object) -> None:
    done = subprocess.run([sys.executable, "-c", ASKS], cwd=ROOT, capture_output=True, text=True, check=False)
    loaded = set(done.stdout.split())
    assert {"django", "reporting", "provisions"} <= loaded, done.stderr
    assert not loaded & {*FOR_OTHERS, *WITH_THE_FIRST_WORKBOOK}
