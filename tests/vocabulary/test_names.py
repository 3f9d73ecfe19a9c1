"""Terms in Spanish, French and Portuguese."""

import re

import pytest
from django.utils import translation

from directory.vocabulary import terms
from directory.vocabulary.files import FOLDER, LANGUAGES, VocabularyError, read, read_counties
from directory.vocabulary.loading import Report, load
from directory.vocabulary.models import Edition, Facet, Term
from directory.vocabulary.names import Names, missing_names, read_names
from directory.vocabulary.terms import Vocabulary


@pytest.fixture(scope="module")
def shipped() -> Names:
    return read_names()


def edit(folder, file, old, new):
    """Change the one place where a file says ``old``."""
    text = (folder / file).read_text()
    assert text.count(old) == 1, old
    (folder / file).write_text(text.replace(old, new))


def county(code: str):
    """A county's entry, wherever it is."""
    return next(one for state in read_counties().values() for one in state if one.code == code)


# --- What is shipped ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facet", "code", "names"),
    [
        (Facet.SECTOR, "courts", ("Tribunales", "Tribunaux", "Tribunais")),
        (Facet.ROLE, "judge", ("Jueza, juez o magistratura", "Juge ou membre de la magistrature", None)),
        (Facet.ROLE, "teacher", ("Docente", "Enseignante ou enseignant", "Docente")),
        (Facet.REGION, "US-NM", ("Nuevo México", "Nouveau-Mexique", "Novo México")),
        (Facet.REGION, "ME-R1", ("Sur de Maine", "Sud du Maine", "Sul do Maine")),
        (
            Facet.REGION,
            "23003",
            ("Condado de Aroostook", "Comté d’Aroostook", "Condado de Aroostook"),
        ),
        (
            Facet.PRACTICE,
            "cosa",
            (
                "Círculos de apoyo y responsabilidad",
                "Cercles de soutien et de responsabilité",
                "Círculos de apoio e responsabilidade",
            ),
        ),
        (
            Facet.PRACTICE,
            "facilitated-dialogue",
            (
                "Diálogo entre personas afectadas y personas responsables",
                "Dialogue entre personnes lésées et personnes responsables",
                "Diálogo entre pessoas afetadas e pessoas responsáveis",
            ),
        ),
        (Facet.PRACTICE, "responsive", ("Reparar el daño", "Réparer les torts", "Reparar o dano")),
        (Facet.SETTING, "classroom", ("Aula", "Salle de classe", "Sala de aula")),
        (
            Facet.STRAND,
            "advocate",
            (
                "Defender los enfoques restaurativos",
                "Défendre les approches restauratives",
                "Defender as abordagens restaurativas",
            ),
        ),
        (Facet.EXCHANGE, "listen", ("Escucha atenta", "Une oreille attentive", "Escuta atenta")),
        (
            Facet.LANGUAGE,
            "ase",
            (
                "Lengua de señas americana",
                "Langue des signes américaine",
                "Língua de sinais americana",
            ),
        ),
        (Facet.LANGUAGE, "ht", ("Criollo haitiano", "Créole haïtien", "Crioulo haitiano")),
        (Facet.REASON, "other", ("Otro motivo (diga cuál)", "Un autre motif (dites lequel)", None)),
    ],
)
def test_names(vocabulary: Vocabulary, facet, code, names) -> None:
    term = vocabulary.term(facet, code)

    for language, name in zip(LANGUAGES, names, strict=True):
        if name is not None:
            with translation.override(language):
                assert term.label == name


def test_every_term_has_a_name_and_an_explanation_in_every_language() -> None:
    assert missing_names() == []


def test_a_nation_is_called_what_it_calls_itself(vocabulary: Vocabulary) -> None:
    for term in vocabulary.terms(Facet.REGION):
        if term.kind == "tribal-nation":
            assert term.names == {}
            with translation.override("fr"):
                assert term.label == term.name


def test_every_line_names_a_term_there_is(shipped: Names) -> None:
    known = {*read(), *(one.key for state in read_counties().values() for one in state)}

    assert set(shipped.names) <= known
    assert set(shipped.explanations) <= known


def test_no_two_terms_of_a_facet_are_called_alike(shipped: Names) -> None:
    for language in LANGUAGES:
        names = [(entry.facet, shipped.of(entry).get(language, entry.name)) for entry in read().values()]
        assert len(set(names)) == len(names)


def test_no_two_counties_of_a_state_are_called_alike(shipped: Names) -> None:
    for of_state in read_counties().values():
        for language in LANGUAGES:
            assert len({shipped.of(one)[language] for one in of_state}) == len(of_state)


def test_names_stand_by_themselves(shipped: Names) -> None:
    """They begin with a capital, like the English ones, and are no sentences."""
    for entry in read().values():
        for name in shipped.of(entry).values():
            assert name[0].isupper()
            assert len(name) <= 70
            assert not re.search(r"\s\s|[.;]$|\{|\}", name)


# --- Counties ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "english", "names"),
    [
        ("23001", "Androscoggin County", "Condado de {0}|Comté d’{0}|Condado de {0}"),
        ("23031", "York County", "Condado de {0}|Comté de {0}|Condado de {0}"),
        ("23009", "Hancock County", "Condado de {0}|Comté de {0}|Condado de {0}"),
        ("19141", "O'Brien County", "Condado de {0}|Comté d’{0}|Condado de {0}"),
        ("22033", "East Baton Rouge Parish", "Parroquia de {0}|Paroisse d’{0}|Paróquia de {0}"),
        ("02110", "Juneau City and Borough", "Ciudad y borough de {0}|Ville et borough de {0}|Cidade e borough de {0}"),
        ("02013", "Aleutians East Borough", "Borough de {0}|Borough d’{0}|Borough de {0}"),
        ("02050", "Bethel Census Area", "Área censal de {0}|Région de recensement de {0}|Área censitária de {0}"),
        ("02020", "Anchorage Municipality", "Municipio de {0}|Municipalité d’{0}|Municipalidade de {0}"),
        ("72001", "Adjuntas Municipio", "Municipio de {0}|Municipalité d’{0}|Município de {0}"),
        (
            "09110",
            "Capitol Planning Region",
            "Región de planificación {0}|Région de planification {0}|Região de planejamento {0}",
        ),
        ("24510", "Baltimore city", "Ciudad de {0}|Ville de {0}|Cidade de {0}"),
        ("24005", "Baltimore County", "Condado de {0}|Comté de {0}|Condado de {0}"),
        ("78030", "St. Thomas Island", "Isla de {0}|Île de {0}|Ilha de {0}"),
        ("60020", "Manu'a District", "Distrito de {0}|District de {0}|Distrito de {0}"),
        # Named one by one.
        ("32510", "Carson City", "Carson City|Carson City|Carson City"),
        ("11001", "District of Columbia", "Distrito de Columbia|District de Columbia|Distrito de Colúmbia"),
        ("60010", "Eastern District", "Distrito Oriental|District oriental|Distrito Oriental"),
    ],
)  # fmt: skip
def test_counties_by_how_their_kind_is_called(shipped: Names, code, english, names) -> None:
    entry = county(code)
    own = re.sub(r" (City and Borough|Census Area|Planning Region|\w+)$", "", english)

    assert entry.name == english
    assert "|".join(shipped.of(entry).values()) == names.format(own)


@pytest.mark.django_db
def test_counties_that_were_asked_for_are_named_too(vocabulary: Vocabulary) -> None:
    load(counties=["US-NH"])

    assert terms.current().term(Facet.REGION, "33017").names == {
        "es": "Condado de Strafford",
        "fr": "Comté de Strafford",
        "pt": "Condado de Strafford",
    }


# --- Which one is shown ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("en", "Classroom"),
        ("en-us", "Classroom"),
        ("es", "Aula"),
        ("es-mx", "Aula"),
        ("pt-br", "Sala de aula"),
        ("de", "Classroom"),
    ],
)
def test_a_label_is_in_the_active_language(language: str, label: str) -> None:
    term = Term(name="Classroom", names={"es": "Aula", "pt": "Sala de aula"})

    with translation.override(language):
        assert term.label == label
        assert term.name == str(term) == "Classroom"


def test_without_any_language_a_label_is_english() -> None:
    with translation.override(None):
        assert Term(name="Classroom", names={"es": "Aula"}).label == "Classroom"


def test_a_term_without_names_has_its_english_one() -> None:
    term = Term(name="Garden", explanation="Where things grow")

    with translation.override("fr"):
        assert (term.label, term.explained) == ("Garden", "Where things grow")


def test_an_explanation_is_in_the_active_language(vocabulary: Vocabulary) -> None:
    term = vocabulary.term(Facet.STRAND, "challenge")

    assert term.explained == "Questions and changes practices that cause harm"
    for language, explained in (
        ("es", "Cuestiona y cambia las prácticas que causan daño"),
        ("fr", "Questionne et change les pratiques qui font du tort"),
        ("pt", "Questiona e muda as práticas que causam dano"),
    ):
        with translation.override(language):
            assert term.explained == explained


# --- Loading -----------------------------------------------------------------------------------------------


def test_a_load_that_only_changes_names_raises_the_edition_once(vocabulary: Vocabulary, folder) -> None:
    before = Edition.objects.get().number
    total = Term.objects.count()
    edit(folder, "names.csv", "setting,court,Tribunal,Tribunal,Tribunal", "setting,court,Juzgado,Tribunal,")

    assert load(folder=folder) == Report(changed=1, unchanged=total - 1)
    assert Edition.objects.get().number == before + 1
    assert terms.current().term("setting", "court").names == {"es": "Juzgado", "fr": "Tribunal"}
    assert load(folder=folder) == Report(unchanged=total)
    assert Edition.objects.get().number == before + 1


def test_an_operators_own_term_needs_no_names_and_a_dropped_one_keeps_its_line(
    vocabulary: Vocabulary, folder
) -> None:
    edit(folder, "settings.csv", "\ncourt,Court\n", "\ngarden,Garden\n")

    load(folder=folder)

    garden = terms.current().term("setting", "garden")
    with translation.override("es"):
        assert garden.label == "Garden"
    assert missing_names(folder) == [f"setting garden: {language}" for language in LANGUAGES]


def test_what_is_missing_is_told(folder) -> None:
    edit(folder, "names.csv", "role,teacher,Docente,", "role,teacher,,")
    edit(folder, "county_kinds.csv", "Parish,Parroquia de {},", "Parish,,")
    edit(folder, "explanations.csv", ",Questiona e muda as práticas que causam dano", ",")

    missing = missing_names(folder)

    assert missing[0] == "role teacher: es"
    assert "strand challenge, explanation: pt" in missing
    assert "region 22001: es" in missing
    assert len(missing) == 2 + 64


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("names.csv", "\nsetting,court,", "\nplace,court,", "facet is 'place', not one of sector, role"),
        ("names.csv", "\nsetting,court,", "\nsetting,street,", "setting 'street' stands in line"),
        ("names.csv", "setting,court,Tribunal,", "setting,court,", "4 values where there are 5 columns"),
        ("county_kinds.csv", "Isla de {}", "Isla de", "needs an ending, and one {} in each name"),
        ("county_kinds.csv", "\nIsland,", "\n,", "needs an ending"),
        ("explanations.csv", "facet,code,es", "facet,code,de", "the columns must be facet,code,es,fr,pt"),
    ],
)
def test_one_line_says_where_and_what(folder, file, old, new, problem) -> None:
    edit(folder, file, old, new)

    with pytest.raises(VocabularyError, match=re.escape(problem)) as raised:
        read_names(folder)

    assert str(raised.value).startswith(f"{file}, line ")
    assert "\n" not in str(raised.value)


def test_the_files_that_are_shipped_are_read_by_default() -> None:
    assert read_names() == read_names(FOLDER)
