"""The shelves: two of each table, so that a forgotten filter has nothing to give away.

A *shelf* is what one audience may see of the directory. ``Public…`` tables hold what anyone may see, ``Member…``
tables what approved members may see. ``tables_of`` hands out a shelf's tables together; no code mixes two.
"""

from dataclasses import dataclass

from django.db import models

from directory.listings.readers import Audience


class Shelf(models.Model):
    """One row a shelf: its version, which rises by one whenever cards on it change.

    Whoever publishes locks this row first, so versions, changes and postings commit in one order. ``stamp`` is a
    digest of everything that happened on the shelf so far: two shelves with one stamp hold the same cards.
    """

    audience = models.PositiveSmallIntegerField(
        primary_key=True, choices=[(a.value, a.code) for a in (Audience.PUBLIC, Audience.MEMBERS)]
    )
    version = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=32)
    vocabulary_edition = models.PositiveIntegerField(default=0, help_text="Of the terms on the cards.")

    def __str__(self) -> str:
        return f"{Audience(self.audience).code} shelf, version {self.version}"


class Listing(models.Model):
    """A published card, ready to serve, with the few columns that find and order it.

    The ``by_…`` columns are byte strings that sort alike in every database and end with the handle, so each order
    is total and each page of it a range of one index. ``words`` are the keys of the postings of what a person wrote,
    each the place and the stem; ``spellings`` are those words as one would type them.
    """

    handle = models.CharField(max_length=40, unique=True)
    card = models.BinaryField(help_text="The JSON that the API answers, UTF-8.")
    keys = models.TextField(help_text="The posting keys of the card, with spaces between.")
    words = models.TextField(blank=True)
    spellings = models.TextField(blank=True)
    by_role = models.BinaryField(max_length=600)
    by_region = models.BinaryField(max_length=600)
    by_name = models.BinaryField(max_length=600)
    by_newest = models.BinaryField(max_length=60)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.handle


class PublicListing(Listing):
    """A card that anyone may see."""

    class Meta:
        indexes = [
            models.Index(fields=["by_role"], name="public_by_role"),
            models.Index(fields=["by_region"], name="public_by_region"),
            models.Index(fields=["by_name"], name="public_by_name"),
            models.Index(fields=["by_newest"], name="public_by_newest"),
        ]


class MemberListing(Listing):
    """A card that approved members may see."""

    class Meta:
        indexes = [
            models.Index(fields=["by_role"], name="member_by_role"),
            models.Index(fields=["by_region"], name="member_by_region"),
            models.Index(fields=["by_name"], name="member_by_name"),
            models.Index(fields=["by_newest"], name="member_by_newest"),
        ]


class Posting(models.Model):
    """The ids of the listings that have one term, as far as they lie in one chunk of 65,536 ids.

    ``key`` is ``parameter:code`` as in a query (``region:23005``), or what no query reaches: an order and what keys
    in it begin with (``by_region:00017``). ``ids`` is a serialised Roaring bitmap of whole ids, ``version`` the
    shelf's version when it last changed, by which workers reload only what is new.
    """

    key = models.CharField(max_length=80)
    chunk = models.PositiveIntegerField()
    ids = models.BinaryField()
    version = models.PositiveBigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} [{self.chunk}]"


class PublicPosting(Posting):
    """Postings of the public shelf."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "chunk"], name="one_public_posting")]
        indexes = [models.Index(fields=["version"], name="public_posting_version")]


class MemberPosting(Posting):
    """Postings of the members' shelf."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "chunk"], name="one_member_posting")]
        indexes = [models.Index(fields=["version"], name="member_posting_version")]


class PublicMention(Posting):
    """Postings of the words on the public shelf: which cards have a word in their name, their line, or elsewhere."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "chunk"], name="one_public_mention")]


class MemberMention(Posting):
    """Postings of the words on the members' shelf."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "chunk"], name="one_member_mention")]


class Word(models.Model):
    """A word as it stands on cards of the shelf, and on how many. Corrections are drawn from here."""

    spelling = models.CharField(max_length=64, unique=True, help_text="Folded, not stemmed.")
    cards = models.IntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.spelling


class PublicWord(Word):
    """Words of the public shelf."""


class MemberWord(Word):
    """Words of the members' shelf."""


class Change(models.Model):
    """One line of the changes feed. Ids rise in commit order, since the shelf's row lock is held.

    ``reader_key`` is empty, or names the one reader whom a private line concerns: somebody is hidden from them
    for ``reason``, or is so no longer. Where that changes nothing that this reader sees, since the card was not on
    the shelf or is hidden for another reason, the line is silent: it marks the moment and is never shown.
    ``never`` is silent too and marks all moments: the reader did not see the card before either. ``token`` is
    random and all that clients see.
    """

    KINDS = [(kind, kind) for kind in ("listed", "updated", "unlisted", "hidden", "never", "shown")]
    SILENT = ("hidden", "never", "shown")
    HIDES = ("unlisted", "hidden", "never")
    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    handle = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    reader_key = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=12, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.handle}"


class PublicChange(Change):
    """Changes of the public shelf."""


class MemberChange(Change):
    """Changes of the members' shelf."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one shelf; ``name`` and ``mention_name`` are those of its listings and words in SQL."""

    audience: Audience
    name: str
    mention_name: str
    listing: type[Listing]
    posting: type[Posting]
    mention: type[Posting]
    word: type[Word]
    change: type[Change]

    @property
    def listings(self) -> models.QuerySet[Listing]:
        """All cards of the shelf; readers go through ``shelves.shelf_for``."""
        return self.listing._default_manager.all()

    @property
    def postings(self) -> models.QuerySet[Posting]:
        """All chunks of the shelf's bitmaps."""
        return self.posting._default_manager.all()

    @property
    def mentions(self) -> models.QuerySet[Posting]:
        """All chunks of the bitmaps of words."""
        return self.mention._default_manager.all()

    @property
    def words(self) -> models.QuerySet[Word]:
        """All spellings on the shelf."""
        return self.word._default_manager.all()

    @property
    def changes(self) -> models.QuerySet[Change]:
        """All lines of the shelf's feed, private ones too; readers go through ``changes``."""
        return self.change._default_manager.all()


_TABLES = {
    tables.audience: tables
    for tables in (
        Tables(
            Audience.PUBLIC,
            "listings_publiclisting",
            "listings_publicmention",
            PublicListing,
            PublicPosting,
            PublicMention,
            PublicWord,
            PublicChange,
        ),
        Tables(
            Audience.MEMBERS,
            "listings_memberlisting",
            "listings_membermention",
            MemberListing,
            MemberPosting,
            MemberMention,
            MemberWord,
            MemberChange,
        ),
    )
}


def tables_of(audience: Audience) -> Tables:
    """The tables of this audience's shelf; ``KeyError`` for an audience that has none."""
    return _TABLES[audience]
