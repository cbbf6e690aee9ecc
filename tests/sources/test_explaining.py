"""“Why do you say so?”: the chain from a value to who entered it."""

import json

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.choices import ChangesetKind
from editorial.models import Changeset
from editorial.units import changeset
from editorial.writing import write
from sources.explaining import explain
from tests.factories import (
    make_citation,
    make_event,
    make_official,
    make_passage,
    make_recognition,
    make_source,
    make_user,
    save,
)

pytestmark = pytest.mark.django_db


def change(record, author, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return save(record, author=author, reason=f"Set {', '.join(values)}")


def test_the_change_that_gave_a_field_its_present_value():
    ann, ben = make_user(username="ann"), make_user(username="ben")
    recognition = make_recognition(granted="2008")
    change(recognition, ann, granted="26 August 2008")
    change(recognition, ben, summary="Something else.")
    found = explain(recognition, "granted")
    assert (found.value, found.entered.entered_by, found.entered.reason) == ("26 August 2008", "ann", "Set granted")
    change(recognition, ben, granted="2009")
    change(recognition, ann, granted="26 August 2008")
    assert explain(recognition, "granted").entered.changeset == Changeset.objects.latest("pk").pk
    assert explain(recognition, "summary").entered.entered_by == "ben"
    assert explain(recognition, "instrument").value == "—"


def test_a_value_from_a_file_names_the_file():
    recognition = make_recognition()
    recognition.granted = "December 2009"
    with changeset(author=None, kind=ChangesetKind.IMPORT, file_name="book.xlsx", file_digest="a" * 64):
        write(recognition)
    entered = explain(recognition, "granted").entered
    assert (entered.file_name, entered.kind, entered.file_digest) == ("book.xlsx", "Import", "a" * 64)


def test_sets_of_records_have_a_history_too():
    ann = make_user(username="ann")
    event = make_event(officials=[make_official(name="One")])
    two = make_official(name="Two")
    save(event, author=ann, officials=[two])
    change(event, make_user(), summary="Later.")
    found = explain(event, "officials")
    assert (found.value, found.entered.entered_by) == ("Two", "ann")


def test_citations_of_the_field_come_before_those_of_the_record():
    recognition = make_recognition()
    whole = make_citation(recognition)
    assert [reason.citation for reason in explain(recognition, "granted").reasons] == [whole]
    about = make_citation(recognition, field="granted", says="26.8.2008")
    against = make_citation(recognition, field="granted", says="2009", stance="disputes")
    make_citation(recognition, field="mode")
    found = explain(recognition, "granted").reasons
    assert [reason.citation for reason in found] == [about, against]
    assert found[0].entered.entered_by == "Chancery"
    assert (found[0].passage, found[0].source) == (about.passage, about.source)


def test_readers_see_published_sources_only():
    recognition = make_recognition()
    make_citation(recognition, field="granted", passage=make_passage(make_source(published=False)))
    assert explain(recognition, "granted").reasons == []
    assert len(explain(recognition, "granted", public=False).reasons) == 1


def test_it_can_be_told_in_json():
    recognition = make_recognition(granted="26 August 2008")
    make_citation(recognition, field="granted", says="26 August")
    make_citation(recognition, field="granted", source=make_source(), locator="p. 3")
    told = json.loads(json.dumps(explain(recognition, "granted").as_dict()))
    assert (told["record"], told["value"]) == (recognition.slug, "26 August 2008")
    with_passage, with_locator = sorted(told["reasons"], key=lambda reason: reason["locator"])
    assert with_passage["says"] == "26 August"
    assert with_passage["passage"]["url"].endswith("#passage-1")
    assert (with_locator["passage"], with_locator["locator"]) == (None, "p. 3")
    assert told["entered"]["entered_at"].startswith("20")


def test_only_citable_fields_are_explained():
    for name in ("status", "search_text", "nonsense"):
        with pytest.raises(FieldDoesNotExist):
            explain(make_recognition(), name)


@pytest.mark.parametrize(("make", "field"), [(make_recognition, "granted"), (make_event, "officials")])
def test_queries_do_not_grow_with_versions_and_citations(make, field):
    record = make()

    def queries():
        with CaptureQueriesContext(connection) as asked:
            explain(record, field).as_dict()
        return len(asked)

    make_citation(record, field=field)
    change(record, None, summary="First.")
    few = queries()
    for number in range(4):
        change(record, None, summary=f"Version {number}")
        make_citation(record, field=field)
    assert queries() == few
