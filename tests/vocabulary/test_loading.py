"""Loading: twice, with something missing, with counties, with terms that somebody has."""

from dataclasses import replace

import pytest

from directory.profiles.models import Wording
from directory.vocabulary import terms
from directory.vocabulary.files import VocabularyError
from directory.vocabulary.loading import Report, load
from directory.vocabulary.models import Edition, Term

pytestmark = pytest.mark.django_db

STRAFFORD = "33017"


@pytest.fixture(autouse=True)
def _shipped(vocabulary):
    """Every test here starts from what is shipped."""


def edition() -> int:
    return Edition.objects.get().number


def rows():
    return list(Term.objects.order_by("facet", "position").values())


def regions() -> list[str]:
    return [term.code for term in terms.current().terms("region")]


def edit(folder, file, old, new):
    """Change the one place where a file says ``old``."""
    text = (folder / file).read_text()
    assert text.count(old) == 1, old
    (folder / file).write_text(text.replace(old, new))


def drop(folder, file, *starts):
    """Take out the lines that start so."""
    lines = (folder / file).read_text().splitlines(keepends=True)
    left = [line for line in lines if not line.startswith(starts)]
    assert len(left) < len(lines)
    (folder / file).write_text("".join(left))


def test_how_many_terms_there_are():
    counts = {
        facet: len(found) for facet in terms.PARAMETERS if (found := terms.current().terms(facet_of(facet)))
    }

    assert counts == {
        "sector": 11,
        "role": 46,
        "region": 83,
        "practice": 34,
        "setting": 14,
        "strand": 4,
        "offers": 9,
        "seeks": 9,
        "exchange": 9,
        "language": 369,
        "reason": 10,
    }


def facet_of(parameter):
    return terms.facet_for_parameter(parameter)


def test_a_second_load_changes_nothing():
    before = edition(), rows()
    snapshot = terms.current()

    assert load() == Report(unchanged=Term.objects.count())
    assert not load().altered
    assert (edition(), rows()) == before
    assert terms.current() is snapshot


def test_a_load_reads_and_writes_little_however_many_terms(django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        load()


def test_a_first_load_of_everything_is_a_few_queries(django_assert_max_num_queries):
    Term.objects.update(parent=None)
    Term.objects.all().delete()

    with django_assert_max_num_queries(30):
        assert load().unchanged == 0


def test_a_change_is_written_and_raises_the_edition(folder, django_capture_on_commit_callbacks):
    before = edition()
    court = terms.current().term("setting", "court").pk
    edit(folder, "settings.csv", "court,Court\n", "court,Courthouse\n")
    edit(folder, "strands.csv", "advocate,Advocate", "speak-up,Speak up\nadvocate,Advocate")

    with pytest.raises(VocabularyError, match=r"strands\.csv, line 2: 2 values where there are 3 columns"):
        load(folder=folder)
    edit(folder, "strands.csv", "speak-up,Speak up", "speak-up,Speak up,Says so")
    with django_capture_on_commit_callbacks() as callbacks:
        report = load(folder=folder)

    assert report == Report(added=1, changed=1 + 4, unchanged=Term.objects.count() - 6)
    assert edition() == before + 1
    assert terms.current().by_id(court).name == "Courthouse"
    assert [term.code for term in terms.current().terms("strand")][:2] == ["speak-up", "advocate"]
    assert callbacks == [terms.forget]


def test_a_term_that_left_the_files_is_removed(folder):
    total = Term.objects.count()
    drop(folder, "settings.csv", "workplace,")

    assert load(folder=folder) == Report(removed=1, unchanged=total - 1)
    assert terms.current().find("setting", "workplace") is None


def test_a_term_that_somebody_has_is_kept_and_not_offered(folder):
    sheriff = terms.current().term("role", "sheriff")
    Wording.objects.create(role=sheriff)
    drop(folder, "sectors_roles.csv", "policing,")

    report = load(folder=folder)

    # The sheriff, and the sector it stands in; policing's six other roles are gone.
    assert (report.retired, report.removed) == (2, 6)
    kept = terms.current().term("role", "sheriff")
    assert kept == sheriff
    assert kept.retired
    assert terms.current().sector_of(kept).code == "policing"
    assert kept not in terms.current().terms("role")
    assert Wording.objects.get().role == sheriff
    assert not load(folder=folder).altered


def test_a_kept_term_is_offered_again_when_it_is_back(folder):
    Wording.objects.create(role=terms.current().term("role", "sheriff"))
    before = rows()
    drop(folder, "sectors_roles.csv", "policing,")
    load(folder=folder)

    load()

    assert not terms.current().term("role", "sheriff").retired
    unnumbered = [{**row, "id": None, "parent_id": None} for row in before]
    assert [{**row, "id": None, "parent_id": None} for row in rows()] == unnumbered


def test_a_kept_term_goes_with_its_last_holder(folder):
    wording = Wording.objects.create(role=terms.current().term("role", "sheriff"))
    drop(folder, "sectors_roles.csv", "policing,policing,sheriff", "policing,Policing,sheriff,")
    load(folder=folder)
    wording.delete()

    assert load(folder=folder).removed == 1


def test_a_parent_whose_children_moved_elsewhere_goes_at_once(folder):
    wabanaki = terms.current().term("region", "WABANAKI").pk
    text = (folder / "regions.csv").read_text().replace(",WABANAKI,", ",US-ME,")
    (folder / "regions.csv").write_text(text)
    drop(folder, "regions.csv", "WABANAKI,")

    report = load(folder=folder)

    assert (report.removed, report.retired) == (1, 0)
    assert not Term.objects.filter(pk=wabanaki).exists()
    assert not load(folder=folder).altered


def test_counties_of_a_state():
    before = edition()

    report = load(["US-NH"])

    assert report.added == 10
    assert edition() == before + 1
    strafford = terms.current().term("region", STRAFFORD)
    assert (strafford.name, strafford.kind, strafford.fips) == ("Strafford County", "county", STRAFFORD)
    assert strafford.parent == terms.current().term("region", "US-NH")
    assert regions()[regions().index("US-NH") :][:3] == ["US-NH", "33001", "33003"]
    assert terms.current().area_of(strafford) == terms.current().state_of(strafford) == strafford.parent


def test_counties_stay_when_the_next_load_does_not_ask_for_them():
    load(["US-NH"])
    before = edition(), rows()

    assert not load().altered
    assert not load(["US-NH"]).altered
    assert (edition(), rows()) == before

    assert load(["US-VT"]).added == 14
    assert STRAFFORD in regions()


def test_counties_that_stand_in_the_tree_stay_where_they_are():
    assert not load(["US-ME"]).altered


@pytest.mark.parametrize("state", ["US-XX", "NH", "", "WABANAKI", "US"])
def test_counties_of_nowhere(state):
    with pytest.raises(VocabularyError, match="There are no counties of"):
        load([state])


def test_counties_have_their_proper_names():
    load(["US-AK", "US-LA", "US-MD", "US-NV", "US-PR", "US-VA", "US-CT", "US-DC"])

    def name(fips):
        return terms.current().term("region", fips).name

    assert name("02063") == "Chugach Census Area"
    assert name("02110") == "Juneau City and Borough"
    assert name("22071") == "Orleans Parish"
    assert (name("24005"), name("24510")) == ("Baltimore County", "Baltimore city")
    assert name("32510") == "Carson City"
    assert name("72097") == "Mayagüez Municipio"
    assert (name("51036"), name("51510")) == ("Charles City County", "Alexandria city")
    assert name("09110") == "Capitol Planning Region"
    assert name("11001") == "District of Columbia"


def test_home_states_come_first(settings):
    settings.HOME_STATES = ["US-VT", "US-NH"]
    load()

    assert regions()[:4] == ["US", "US-NH", "US-VT", "US-AL"]


def test_the_wabanaki_nations_stand_with_maine(settings):
    settings.HOME_STATES = ["US-ME"]
    load()

    assert regions()[:3] == ["US", "US-ME", "ME-R1"]
    assert regions()[21:23] == ["WABANAKI", "ME-MALISEET"]
    assert regions()[28] == "US-AL"


def test_a_home_state_that_there_is_not(settings):
    settings.HOME_STATES = ["US-QQ"]

    with pytest.raises(VocabularyError, match="HOME_STATES names US-QQ"):
        load()


def test_a_load_that_fails_changes_nothing(folder):
    before = edition(), rows()
    drop(folder, "settings.csv", "workplace,")
    edit(folder, "languages.csv", "\nab,", "\nqqq,")

    with pytest.raises(VocabularyError):
        load(folder=folder)

    assert (edition(), rows()) == before


def test_the_report_knows_whether_anything_is_different():
    nothing = Report(unchanged=5)

    assert not nothing.altered
    for name in ("added", "changed", "retired", "removed"):
        assert replace(nothing, **{name: 1}).altered
