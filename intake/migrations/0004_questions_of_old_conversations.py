"""Every conversation has a question; the outcome it had stands there from now on."""

from django.db import migrations


def conversations_get_a_question(apps, schema_editor):
    Question = apps.get_model("intake", "Question")
    for talk in apps.get_model("intake", "Conversation").objects.all().iterator():
        Question.objects.create(
            conversation=talk, position=1, outcome=talk.outcome, finished_at=talk.finished_at, case=talk.case
        )


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_more_routes")]

    operations = [migrations.RunPython(conversations_get_a_question, migrations.RunPython.noop)]
