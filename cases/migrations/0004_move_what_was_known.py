"""Housemates become members of a household; a need that was referred gets a referrer."""

from django.db import migrations


def housemates_become_a_household(apps, schema_editor):
    Housemate = apps.get_model("cases", "Housemate")
    Household = apps.get_model("cases", "Household")
    Member = apps.get_model("cases", "HouseholdMember")
    households = {}
    for one in Housemate.objects.select_related("resident").order_by("resident", "since"):
        if one.resident_id not in households:
            home = Household.objects.create(municipality_id=one.resident.municipality_id)
            Member.objects.create(household=home, person_id=one.resident_id, since=one.since)
            households[one.resident_id] = home
        Member.objects.create(
            household=households[one.resident_id],
            described_as=one.described_as or str(one.person_id),
            since=one.since,
            until=one.until,
        )


def referred_needs_get_a_referrer(apps, schema_editor):
    """Who referred was not recorded; until now that could only be a doctor."""
    apps.get_model("cases", "Need").objects.filter(externally_referred=True).update(referrer="gp")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_more_routes")]

    operations = [
        migrations.RunPython(housemates_become_a_household, migrations.RunPython.noop),
        migrations.RunPython(referred_needs_get_a_referrer, migrations.RunPython.noop),
    ]
