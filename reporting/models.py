"""The tables of reporting, for Django to find."""

from reporting.facts.models import CaseArea, Course, Finished, FinishedMonth, FinishedNeed

__all__ = ["CaseArea", "Course", "Finished", "FinishedMonth", "FinishedNeed"]
