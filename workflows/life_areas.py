"""The areas of life a need or an offer is about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LifeArea(TextChoices):
    """Neutral life areas (leefgebieden) in Trede's own wording; only those the question touches are used."""

    INCOME_AND_DEBTS = "income_and_debts", _("Income and debts")
    WORK_AND_EDUCATION = "work_and_education", _("Work, education and day activity")
    HOUSING = "housing", _("Housing")
    HOUSEHOLD_AND_FAMILY = "household_and_family", _("Household and family")
    PARENTING = "parenting", _("Parenting and growing up")
    PHYSICAL_HEALTH = "physical_health", _("Physical health")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    SUBSTANCE_USE = "substance_use", _("Substance use")
    DAILY_LIVING = "daily_living", _("Daily living and mobility")
    SOCIAL_NETWORK = "social_network", _("Social network and loneliness")
    PARTICIPATION = "participation", _("Participation and meaning")
    SAFETY = "safety", _("Safety and justice")
    CARE_FOR_OTHERS = "care_for_others", _("Care for others")
