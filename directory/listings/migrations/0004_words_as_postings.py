"""Words become postings, as terms are: no text index of the database's own any more.

The cards that stand keep standing: their words are taken from the JSON that they are stored as. Terms are no longer
among them, since a question knows what those are called.
"""

from collections import Counter, defaultdict
from importlib import import_module
from itertools import batched
from typing import Any

import orjson
from django.db import migrations, models
from pyroaring import BitMap

from directory.listings import analysis

CHUNK = 1 << 16
SHELVES = ("Public", "Member")
_text_index = import_module("directory.listings.migrations.0002_text_index")


def _words(card: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The keys of the words that a person wrote, and their spellings."""
    name = card["name"] if card["name"] != "A system ally" else ""
    lines = [card.get(part, "") for part in ("headline", "title")]
    rest = [card.get(part, "") for part in ("about", "agency")]
    begun = {word[:end] for word in analysis.spellings(name) for end in range(1, len(word) + 1)}
    places = {"n:": analysis.indexed([name]), "b:": begun, "l:": analysis.indexed(lines), "r:": analysis.indexed(rest)}
    keys = {f"{place}{word}" for place, words in places.items() for word in words}
    return keys, {word for text in (name, *lines, *rest) for word in analysis.all_spellings(text)}


def take_words_from_cards(apps: Any, schema_editor: Any) -> None:
    for shelf in SHELVES:
        listing, mention, word = (
            apps.get_model("listings", f"{shelf}{table}") for table in ("Listing", "Mention", "Word")
        )
        ids: dict[tuple[str, int], BitMap] = defaultdict(BitMap)
        counts: Counter[str] = Counter()
        for rows in batched(listing.objects.only("pk", "card").iterator(), 500):
            for row in rows:
                keys, spellings = _words(orjson.loads(bytes(row.card)))
                row.words, row.spellings = " ".join(sorted(keys)), " ".join(sorted(spellings))
                counts.update(spellings)
                for key in keys:
                    ids[key, row.pk // CHUNK].add(row.pk)
            listing.objects.bulk_update(rows, ["words", "spellings"])
        mention.objects.bulk_create(
            (
                mention(key=key, chunk=chunk, ids=found.serialize(), version=0)
                for (key, chunk), found in ids.items()
            ),
            batch_size=1000,
        )
        word.objects.all().delete()
        word.objects.bulk_create(
            (word(spelling=spelling, cards=cards) for spelling, cards in counts.items()), batch_size=1000
        )


class Migration(migrations.Migration):

    dependencies = [
        ('listings', '0003_reasons'),
    ]

    operations = [
        migrations.RunPython(_text_index.drop_text_index, _text_index.create_text_index, elidable=False),
        migrations.AddField(
            model_name='memberlisting',
            name='words',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='publiclisting',
            name='words',
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name='MemberMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('chunk', models.PositiveIntegerField()),
                ('ids', models.BinaryField()),
                ('version', models.PositiveBigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'chunk'), name='one_member_mention')],
            },
        ),
        migrations.CreateModel(
            name='PublicMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('chunk', models.PositiveIntegerField()),
                ('ids', models.BinaryField()),
                ('version', models.PositiveBigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'chunk'), name='one_public_mention')],
            },
        ),
        migrations.RunPython(take_words_from_cards, migrations.RunPython.noop, elidable=False),
        migrations.RemoveField(
            model_name='memberlisting',
            name='headline_words',
        ),
        migrations.RemoveField(
            model_name='memberlisting',
            name='name_words',
        ),
        migrations.RemoveField(
            model_name='memberlisting',
            name='other_words',
        ),
        migrations.RemoveField(
            model_name='memberlisting',
            name='term_words',
        ),
        migrations.RemoveField(
            model_name='publiclisting',
            name='headline_words',
        ),
        migrations.RemoveField(
            model_name='publiclisting',
            name='name_words',
        ),
        migrations.RemoveField(
            model_name='publiclisting',
            name='other_words',
        ),
        migrations.RemoveField(
            model_name='publiclisting',
            name='term_words',
        ),
    ]
