"""The one search box: what it finds, what comes first, and what it never shows."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.sounds import sound, words_of
from editorial.actions import publish, withdraw
from editorial.choices import ChangesetKind
from editorial.models import SearchEntry
from editorial.search_entries import searchable_models
from editorial.units import changeset
from editorial.writing import write
from tests.factories import MAKERS, make_country, make_event, make_mission, make_official, make_user

pytestmark = pytest.mark.django_db

SEARCH = "/search/"
SUGGESTIONS = "/search/suggestions.json"


def hits(client, text, **further):
    """The addresses of the hits, in the order of the page."""
    response = client.get(SEARCH, {"q": text, **further})
    assert response.status_code == 200
    return [url for group in response.context["groups"] for _entry, url in group.hits]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Джиоев", "Dzhioev", "Dzhioyev"),
        ("Кокойты", "Kokoity", "Kokoyty"),
        ("Шойгу", "Shoigu", "Shoygu"),
        ("Киріенко", "Kirienko", "Kiriyenko"),
        ("Хуссар", "Khussar"),
        ("Tskhinval", "Цхинвал"),
    ],
)
def test_the_spellings_of_a_name_sound_alike(spellings):
    assert len({sound(word) for spelling in spellings for word in words_of(spelling)}) == 1


def test_different_names_do_not_sound_alike():
    names = words_of("Putin Lavrov Medvedev Medoyev Bibilov Tibilov Gagloev Glazyev Ivanov Makarov Russia Belarus")
    assert len(set(map(sound, names))) == len(names)


@pytest.mark.parametrize("typed", ["naur", "NAURU", "Naúru", "Nauur", "Науру"])
def test_a_name_is_found_by_its_beginning_in_any_case_accent_script_and_with_a_slip(client, typed):
    country = make_country(name="Nauru", other_names="Науру [ru]", published=True)
    make_country(name="Tuvalu", published=True)
    assert hits(client, typed) == [country.get_absolute_url()]


def test_a_slip_is_told(client):
    make_country(name="Transnistria", published=True)
    page = client.get(SEARCH, {"q": "Transnistira"}).content.decode()
    assert "Nothing bears the name “Transnistira”." in page
    assert "transnistria" in page


def test_the_hits_are_grouped_and_one_kind_can_be_chosen(client):
    country = make_country(name="Nauru", published=True)
    mission = make_mission(sending_state=country, published=True)
    response = client.get(SEARCH, {"q": "nauru"})
    assert [(group.section.name, group.number) for group in response.context["kinds"]] == [
        ("country", 1),
        ("mission", 1),
    ]
    assert hits(client, "nauru", kind="missions") == [mission.get_absolute_url()]


def test_two_countries_in_one_breath_lead_to_their_page(client):
    make_country(name="Nauru", published=True)
    make_country(name="South Ossetia", published=True)
    make_country(name="North Ossetia", published=True)
    page = client.get(SEARCH, {"q": "nauru and south ossetia"}).content.decode()
    assert reverse("public:pair", args=["nauru", "south-ossetia"]) in page
    assert "north-ossetia" not in page


@pytest.mark.parametrize(
    "typed", ["", "   ", "of", '"', "' OR 1=1 --", "*", "a:b", "~", "(", "NEAR(", "%", "\\", "C-540/16", "𝔘𝔫"]
)
def test_whatever_is_typed_gets_an_answer(client, typed):
    make_country(published=True)
    assert client.get(SEARCH, {"q": typed}).status_code == 200
    assert client.get(SUGGESTIONS, {"q": typed}).status_code == 200


def test_too_much_and_unknown_kinds_are_refused_in_words(client):
    assert client.get(SEARCH, {"q": "x" * 201}).status_code == 400
    refused = client.get(SEARCH, {"q": "x", "kind": "planets"})
    assert refused.status_code == 400
    assert "countries" in refused.content.decode()


@pytest.mark.parametrize("model", searchable_models())
def test_only_what_readers_may_see_is_found(client, model):
    """Draft, published, withdrawn: the entry follows the record."""
    reviewer = make_user("Reviewers")

    def found(record):
        about = {"content_type__model": model._meta.model_name, "object_id": record.pk}
        return list(SearchEntry.objects.filter(**about).values_list("slug", flat=True))

    draft, shown = MAKERS[model](published=False), MAKERS[model](published=True)
    assert found(draft) == []
    assert found(shown) == [shown.slug]
    for dependant in shown.published_dependants():
        withdraw([dependant], author=reviewer, reason="First what refers to it.")
    withdraw([shown], author=reviewer, reason="It was a mistake.")
    assert found(shown) == []
    shown.refresh_from_db()
    publish([shown], author=reviewer)
    assert found(shown) == [shown.slug]


def test_a_renamed_record_is_found_by_its_new_name_only(client):
    country = make_country(name="Burma", published=True)
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        country.name = "Myanmar"
        write(country)
    assert hits(client, "myanmar") == [country.get_absolute_url()]
    assert hits(client, "burma") == []


def test_the_command_brings_names_of_others_up_to_date(client):
    country = make_country(name="Burma", published=True)
    mission = make_mission(sending_state=country, published=True)
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        country.name = "Myanmar"
        write(country)
    call_command("index_search", verbosity=0)
    assert mission.get_absolute_url() in hits(client, "myanmar")
    assert hits(client, "burma") == []


def test_suggestions_are_few_and_say_what_tells_namesakes_apart(client):
    country = make_country(name="Nauru", published=True)
    official = make_official(name="Sprent Dabwido", country=country, published=True)
    found = client.get(SUGGESTIONS, {"q": "dabw"}).json()["suggestions"]
    assert found == [
        {"title": "Sprent Dabwido", "details": "Nauru", "kind": "official", "url": official.get_absolute_url()}
    ]


def test_a_search_costs_the_same_however_many_hits(client, django_assert_max_num_queries):
    for number in range(12):
        make_country(name=f"Ossetia {number}", published=True)
        make_event(title=f"Ossetia event {number}", published=True)
    with django_assert_max_num_queries(8):
        assert len(hits(client, "ossetia")) == 10
    with django_assert_max_num_queries(6):
        client.get(SUGGESTIONS, {"q": "osse"})
