"""The tables of reporting, for Django to find."""

from reporting.facts.models import Course, Finished, FinishedMonth

__all__ = ["Course", "Finished", "FinishedMonth"]
