#!/usr/bin/env python
"""Django's commands, with PostgreSQL and Redis brought up where the environment names none."""

import os
import sys

from config.local.commands import ready_for


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with ready_for(sys.argv):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
