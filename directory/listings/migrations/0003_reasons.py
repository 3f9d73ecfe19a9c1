"""Why somebody is hidden from a reader, and a mark for who never was seen."""

from django.db import migrations, models

KINDS = [(kind, kind) for kind in ("listed", "updated", "unlisted", "hidden", "never", "shown")]


def _fields(model: str) -> list[migrations.operations.base.Operation]:
    return [
        migrations.AddField(model, "reason", models.CharField(blank=True, default="", max_length=12), preserve_default=False),
        migrations.AlterField(model, "kind", models.CharField(choices=KINDS, max_length=8)),
    ]


class Migration(migrations.Migration):
    dependencies = [("listings", "0002_text_index")]
    operations = [*_fields("publicchange"), *_fields("memberchange")]
