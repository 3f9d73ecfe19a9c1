"""What the blocker saw is kept with the block."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connections", "0001_initial")]

    operations = [
        migrations.AddField("block", "handle", models.CharField(default="", max_length=40), preserve_default=False),
        migrations.AddField("block", "name", models.CharField(default="", max_length=80), preserve_default=False),
    ]
