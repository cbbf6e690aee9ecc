"""Citations point at something that is there."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError

from relations.models import Country
from sources.models import Citation
from tests.factories import make_citation, make_country, make_passage, make_source, make_user, save

pytestmark = pytest.mark.django_db


def about(model, pk, **values):
    content_type = ContentType.objects.get_for_model(model)
    return Citation(content_type=content_type, object_id=pk, source=make_source(), **values)


def test_a_record_that_is_not_there_is_refused():
    with pytest.raises(ValidationError, match="There is no country with the number 404"):
        save(about(Country, 404))


def test_what_is_no_record_is_refused():
    with pytest.raises(ValidationError, match="Only curated records"):
        save(about(type(make_user()), 1))


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(ValidationError, match="no field “colour”"):
        save(about(Country, make_country().pk, field="colour"))


def test_a_passage_of_another_source_is_refused():
    with pytest.raises(ValidationError, match="belongs to"):
        save(about(Country, make_country().pk, passage=make_passage()))


def test_the_same_citation_twice_is_refused():
    citation = make_citation(make_country(), says="2008")
    with pytest.raises(ValidationError, match="recorded already"):
        make_citation(citation.record, passage=citation.passage, says="2008")


def test_a_citation_keeps_its_key_when_it_changes():
    citation = make_citation(make_country())
    key = citation.key
    citation.says = "2009"
    save(citation)
    assert Citation.objects.get().key == key
