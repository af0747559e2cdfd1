"""A resident is found by the phone number that is known already."""

from django.db import migrations, models

from cases.residents.said import phone_digits


def phones_get_their_digits(apps, schema_editor):
    Resident = apps.get_model("cases", "Resident")
    for one in Resident.objects.exclude(phone="").only("phone").iterator():
        digits = phone_digits(one.phone)
        if digits:
            Resident.objects.filter(pk=one.pk).update(phone_digits=digits)


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_nearby")]

    operations = [
        migrations.AddField(
            "resident", "phone_digits", models.CharField(blank=True, default="", editable=False, max_length=15),
            preserve_default=False,
        ),
        migrations.RunPython(phones_get_their_digits, migrations.RunPython.noop),
        migrations.AddIndex("resident", models.Index(fields=["phone_digits"], name="resident_by_phone")),
    ]
