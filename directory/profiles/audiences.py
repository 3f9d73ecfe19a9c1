"""Who sees what: the audience in effect for each part, and what a wording then shows."""

from collections.abc import Mapping

from django.conf import settings

from directory.listings.readers import Audience
from directory.profiles.granularity import Claims, shown_claims, takes_in
from directory.profiles.models import Hiding, Profile, Wording
from directory.profiles.parts import PARTS, PICKED, WORDS, Part
from directory.vocabulary import terms
from directory.vocabulary.models import Term

type Value = str | Term | tuple[Term, ...]
# Name of a part (or sector, role, region) to the audience in effect and what it sees. Empty parts are not there.
type Shown = dict[str, tuple[Audience, Value]]
type Picks = Mapping[str, tuple[Term, ...]]


def chosen(profile: Profile, part: Part) -> Audience:
    """What the owner chose for a part; its default unless they did."""
    code = profile.audiences.get(part.name)
    return part.default if code is None else min(Audience.from_code(code), part.widest)


def reach(profile: Profile) -> Audience:
    """The widest audience that sees anything of this profile; role, sector and region follow it.

    The narrowest of the owner's choice and the site's ceiling; only members where the owner hides from a workplace
    or wanted that with a block, since a colleague who signs out reads the public shelf.
    """
    hides = profile.only_members or profile.hide_from_workplace != Hiding.NO
    cap = Audience.MEMBERS if hides else Audience.PUBLIC
    return min(Audience(profile.audience), Audience.from_code(settings.SITE_CEILING), cap)


def effective(profile: Profile, part: Part) -> Audience:
    """Who sees this part: the narrowest of the part's audience and the profile's reach."""
    return min(chosen(profile, part), reach(profile))


def shown(profile: Profile, wording: Wording, picks: Picks) -> Shown:
    """What ``wording`` shows to whom under the profile's choices.

    Cards, previews, receipts and the question whether a change shows more are all made from this.
    """
    values: dict[str, Value] = {part.name: getattr(wording, part.name) for part in WORDS}
    values |= {part.name: picks.get(part.name, ()) for part in PICKED}
    values["email"] = profile.owner.email
    seen: Shown = {
        part.name: (effective(profile, part), values[part.name]) for part in PARTS if values[part.name]
    }
    claims = claims_of(profile, wording)
    for name in ("sector", "role", "region"):
        term: Term | None = getattr(claims, name)
        if term is not None:
            seen[name] = (reach(profile), term)
    return seen


def claims_of(profile: Profile, wording: Wording) -> Claims:
    """The role and region of ``wording`` as its owner wants them shown."""
    return shown_claims(
        term_of(wording.role_id),
        term_of(wording.region_id),
        show_role=profile.show_role,
        show_region=profile.show_region,
        few_confirmed=wording.few_confirmed,
    )


def wider(before: Shown, after: Shown) -> Shown:
    """What ``after`` shows that ``before`` did not: to a wider audience, more of it, finer, or something else.

    Empty means that whoever looks sees the same or less.
    """
    return {
        name: (audience, value)
        for name, (audience, value) in after.items()
        if name not in before or audience > before[name][0] or not _within(value, before[name][1])
    }


def for_receipt(seen: Shown) -> dict[str, str]:
    """Part to audience code, as a receipt keeps it; what only the owner sees needs no consent."""
    return {name: audience.code for name, (audience, _) in seen.items() if audience > Audience.ONLY_ME}


def for_connections(seen: Shown) -> dict[str, Value]:
    """What connections see beyond the card: contact data, and whatever else the owner keeps for them."""
    return {name: value for name, (audience, value) in seen.items() if audience == Audience.CONNECTIONS}


def term_of(pk: int | None) -> Term | None:
    """The term of this id, from memory."""
    return None if pk is None else terms.current().by_id(pk)


def _within(value: Value, former: Value) -> bool:
    if isinstance(value, tuple) and isinstance(former, tuple):
        return {term.pk for term in value} <= {term.pk for term in former}
    if isinstance(value, Term) and isinstance(former, Term):
        return value.pk == former.pk or takes_in(value, former)
    return value == former
