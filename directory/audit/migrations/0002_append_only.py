from django.db import migrations

from directory.audit import triggers


def guard(apps, schema_editor):
    triggers.create(schema_editor.connection)


def unguard(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(guard, unguard),
    ]
