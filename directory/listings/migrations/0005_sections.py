"""The cards that stand say which sections of the orders they stand in, as those published from now on do.

Nothing that anyone sees changes, so versions and stamps stay as they are, and the changes feed tells nobody.
"""

from collections import defaultdict
from itertools import batched
from typing import Any

from django.db import migrations
from pyroaring import BitMap

CHUNK = 1 << 16
SHELVES = ("Public", "Member")
SECTIONS = {"by_role": 10, "by_region": 5}


def say_sections(apps: Any, schema_editor: Any) -> None:
    for shelf in SHELVES:
        listing, posting = (apps.get_model("listings", f"{shelf}{table}") for table in ("Listing", "Posting"))
        ids: dict[tuple[str, int], BitMap] = defaultdict(BitMap)
        for rows in batched(listing.objects.only("pk", "keys", *SECTIONS).iterator(), 500):
            for row in rows:
                sections = [
                    f"{order}:{bytes(getattr(row, order))[:length].decode()}"
                    for order, length in SECTIONS.items()
                ]
                row.keys = " ".join([*(key for key in row.keys.split() if key not in sections), *sections])
                for key in sections:
                    ids[key, row.pk // CHUNK].add(row.pk)
            listing.objects.bulk_update(rows, ["keys"])
        posting.objects.bulk_create(
            (
                posting(key=key, chunk=chunk, ids=found.serialize(), version=0)
                for (key, chunk), found in ids.items()
            ),
            batch_size=1000,
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("listings", "0004_words_as_postings"),
    ]

    operations = [
        migrations.RunPython(say_sections, migrations.RunPython.noop, elidable=False),
    ]
