"""The desk of sources: finding a passage, and lists of what is cited, uncited and disputed."""

import pytest
from django.urls import reverse

from editorial.choices import Status
from people.models import Event
from relations.models import Country
from sources.models import Citation, Passage, Source
from tests.admin_pages import address, change_address, citation_row, errors_of, posted
from tests.factories import (
    make_citation,
    make_country,
    make_event,
    make_passage,
    make_recognition,
    make_source,
    make_user,
)


@pytest.fixture
def desk(client, db):
    client.force_login(make_user("Reviewers"))
    return client


def suggestions(client, term="", field="passage", model=Citation, **query):
    query |= {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field,
        "term": term,
    }
    return client.get(reverse("admin:autocomplete"), query).json()["results"]


def listed(client, model, **query):
    response = client.get(address(model, "changelist"), query)
    assert response.status_code == 200
    return set(response.context["cl"].result_list)


# Suggestions


def test_passages_are_found_by_source_number_and_summary(desk):
    interview, notes = make_source(title="Interview with Murat Dzhioyev"), make_source(title="Notes")
    wanted = make_passage(interview, number=12, summary="On the embassy in Tskhinvali")
    make_passage(interview, number=1, summary="Greetings")
    other = make_passage(notes, number=12, summary="On the treaty")
    assert [each["id"] for each in suggestions(desk, "dzhioyev 12")] == [str(wanted.pk)]
    assert [each["id"] for each in suggestions(desk, "tskhinvali")] == [str(wanted.pk)]
    assert {each["id"] for each in suggestions(desk, "12")} == {str(wanted.pk), str(other.pk)}


def test_a_chosen_source_offers_its_own_passages_only(desk):
    passage = make_passage(summary="Ours")
    make_passage(summary="Theirs")
    (found,) = suggestions(desk, chosen_source=passage.source_id)
    assert found == {
        "id": str(passage.pk),
        "text": "¶1: Ours",
        "source": {"id": str(passage.source_id), "text": str(passage.source)},
    }


def test_without_a_source_passages_are_told_by_their_source(desk):
    passage = make_passage(make_source(title="Notes"), summary="Ours")
    assert [each["text"] for each in suggestions(desk)] == ["Notes ¶1: Ours"]
    assert passage.number == 1


@pytest.mark.parametrize("term", ["côte", "COTE D'IVOIRE", "ivory", "Берег"])
def test_records_are_suggested_by_any_of_their_names(desk, term):
    country = make_country(name="Côte d’Ivoire", other_names="Ivory Coast [en]\nБерег Слоновой Кости [ru]")
    make_country(name="Ghana")
    found = suggestions(desk, term, field="part_of", model=Country)
    assert [each["id"] for each in found] == [str(country.pk)]


# Lists


def test_lists_are_filtered_by_their_citations(desk):
    uncited, cited, disputed = make_country(), make_country(), make_country()
    make_citation(cited, source=make_source(title="Blue Book"))
    make_citation(disputed, stance="disputes")
    assert listed(desk, Country, cited="no") == {uncited}
    assert listed(desk, Country, cited="yes") == {cited, disputed}
    assert listed(desk, Country, cited="disputed") == {disputed}
    assert listed(desk, Country, source="BLUE") == {cited}


def test_the_list_counts_citations(desk):
    country = make_country()
    make_citation(country)
    make_citation(country)
    (row,) = listed(desk, Country)
    assert row.citation_count == 2


def test_a_citation_of_another_type_of_record_with_the_same_number_is_not_counted(desk):
    country, event = make_country(), make_event()
    make_citation(event)
    assert listed(desk, Country, cited="no") == {country}
    assert listed(desk, Event, cited="no") == set()


def test_citations_are_searched_by_source_passage_and_words(desk):
    passage = make_passage(make_source(title="Notes"), summary="On the embassy")
    citation = make_citation(make_country(), passage=passage, says="посольство")
    make_citation(make_country())
    for query in ("notes", "embassy", "посольство", "notes embassy"):
        assert listed(desk, Citation, q=query) == {citation}


# Forms


def test_citations_are_added_beside_the_fact_only(desk):
    assert desk.get(address(Citation, "add")).status_code == 403
    page = desk.get(address(Country, "add"))
    assert page.context["inline_admin_formsets"][0].formset.total_form_count() == 1


def test_a_citation_is_about_the_record_or_one_of_its_fields(desk):
    page = desk.get(address(Country, "add"))
    field = page.context["inline_admin_formsets"][0].formset.forms[0].fields["field"]
    choices = dict(field.choices)
    assert choices[""] == "The record as a whole"
    assert choices["country_status"] == "Standing"
    assert not {"slug", "version", "status", "search_text", "existence_edtf"} & set(choices)


def test_a_field_that_is_none_is_refused(desk):
    page = desk.get(address(Country, "add"))
    data = posted(
        page, name="Nauru", country_status="un-member", **citation_row(0, field="slug", source=make_source().pk)
    )
    assert "Select a valid choice" in str(errors_of(desk.post(address(Country, "add"), data)))


def test_the_citation_of_a_record_is_changed_by_itself(desk):
    citation = make_country(published=True).citations.get()
    response = desk.post(change_address(citation), posted(desk.get(change_address(citation)), note="By elimination"))
    assert response.status_code == 302
    citation.refresh_from_db()
    assert (citation.note, citation.version) == ("By elimination", 2)


def test_passages_of_a_published_source_are_proposed_by_editors(client, db):
    client.force_login(make_user("Editors"))
    shown, draft = make_passage(make_source()), make_passage(make_source(published=False))
    for passage in (shown, draft):
        page = client.get(change_address(passage))
        assert client.post(change_address(passage), posted(page, summary="Other")).status_code == 302
        passage.refresh_from_db()
    assert (shown.summary, draft.summary) == ("What the passage says.", "Other")


def test_a_source_lists_its_passages_and_leads_to_more(desk):
    source = make_source()
    for _ in range(17):
        make_passage(source, summary="Heard in the street")
    page = desk.get(change_address(source)).content.decode()
    assert page.count("Heard in the street") == 15
    assert f"{address(Passage, 'changelist')}?source__id__exact={source.pk}" in page
    assert f"{address(Passage, 'add')}?source={source.pk}" in page


def test_a_source_is_published_without_citations(desk):
    source = make_source(published=False)
    assert desk.post(change_address(source), posted(desk.get(change_address(source)), _publish="1")).status_code == 302
    assert Source.objects.get(pk=source.pk).status == Status.PUBLISHED


@pytest.mark.django_db
def test_readings_that_differ_stand_side_by_side(client):
    recognition = make_recognition(granted="30 September 2010")
    make_citation(recognition, field="granted", says="30 September 2010", note="The table's own column.")
    make_citation(
        recognition, field="granted", says="29 September 2010", stance="disputes", note="The notes of the row."
    )
    client.force_login(make_user("Editors"))
    page = client.get(reverse("admin:relations_recognition_change", args=[recognition.pk])).content.decode()
    told = page[page.index("Where sources differ") :]
    assert told.index("30 September 2010") < told.index("follows this") < told.index("The table&#x27;s own column.")
    assert told.index("29 September 2010") < told.index("does not follow this") < told.index("The notes of the row.")
