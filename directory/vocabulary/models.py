"""Terms as they are stored. To read them use ``directory.vocabulary.terms``, which costs no query."""

from django.db import models
from django.utils.translation import get_language

SOURCE_LANGUAGE = "en"


def active_language() -> str:
    """The language that is active, without its country: "pt" for "pt-br"."""
    return (get_language() or SOURCE_LANGUAGE).partition("-")[0]


class Facet(models.TextChoices):
    """What a term says something about."""

    SECTOR = "sector", "Sector"
    ROLE = "role", "Role"
    REGION = "region", "Region"
    PRACTICE = "practice", "Practice"
    SETTING = "setting", "Setting"
    STRAND = "strand", "Strand"
    EXCHANGE = "exchange", "Offered or sought"
    LANGUAGE = "language", "Language"
    REASON = "reason", "Reason"


class Holders(models.TextChoices):
    """How many people hold a role in one county or nation, going by the job and not by who is listed."""

    ONE = "one", "One person"
    FEW = "few", "Few people"
    MANY = "many", "Many people"


class RegionKind(models.TextChoices):
    COUNTRY = "country", "Country"
    STATE = "state", "State"
    AREA = "area", "Area"
    COUNTY = "county", "County"
    TRIBAL_NATION = "tribal-nation", "Tribal nation"


class Term(models.Model):
    """One term of one facet.

    ``position`` orders the terms of a facet: its tree from the top, parents before their children. A role's
    parent is its sector, a term of another facet; a practice's parent is its group, itself a practice.
    A retired term has left the data files while somebody still has it: it stays theirs and is not offered.

    ``name`` is English: cards and the API say that. ``names`` and ``explanations`` hold the same
    by language ("es"), and pages print ``label`` and ``explained``.
    """

    facet = models.CharField(max_length=16, choices=Facet)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()
    synonyms = models.JSONField(default=list, blank=True)
    explanation = models.TextField(blank=True)
    names = models.JSONField(
        default=dict, blank=True, help_text="Names by language, without the English one."
    )
    explanations = models.JSONField(default=dict, blank=True, help_text="Explanations by language, likewise.")
    holders = models.CharField(max_length=8, choices=Holders, blank=True, help_text="Of roles only.")
    kind = models.CharField(max_length=16, choices=RegionKind, blank=True, help_text="Of regions only.")
    fips = models.CharField("FIPS code", max_length=5, blank=True, help_text="Of regions only.")
    also_found_in = models.JSONField(
        default=list, blank=True, help_text="Codes of regions beside the parent."
    )
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "code"], name="term_facet_code")]
        indexes = [models.Index(fields=["facet", "position"], name="term_facet_position")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language that is active, the English one if it has none. Costs no query."""
        return self.named_in(active_language())

    def named_in(self, language: str) -> str:
        """The name in a language ("pt"), the English one if it has none."""
        return str(self.names.get(language) or self.name)

    @property
    def explained(self) -> str:
        """The explanation in the language that is active, the English one if it has none."""
        return str(self.explanations.get(active_language()) or self.explanation)


class Edition(models.Model):
    """One row, whose number rises with every load that changes a term.

    So a process learns with one number whether what it has in memory is still true.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="edition_one_row")]

    def __str__(self) -> str:
        return str(self.number)
