"""What a page costs does not grow with the register."""

from itertools import count

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from people.models import Official, Signature
from public.sections import SECTIONS, section_of
from relations.models import Country, DiplomaticRelation, Membership, Recognition, TreatyAction
from sources.models import Citation, Passage, Source
from tests.factories import MAKERS
from tests.public.routes import published_world

pytestmark = pytest.mark.django_db

LIST_CEILING = 12
DETAIL_CEILING = 25
# Both more than a page: a list that fits on one may spare a query.
FEW, MANY = 60, 2_000

_numbers = count(1)


def copies(record, number):
    """Copies of a published record with its citations, straight into the tables: the write path takes minutes."""
    model = type(record)
    values = {field.attname: getattr(record, field.attname) for field in model._meta.concrete_fields}
    made = [model(**values | {"id": None, "slug": f"{record.slug}-copy-{next(_numbers)}"}) for _ in range(number)]
    vary(made)
    made = model.objects.bulk_create(made, batch_size=500)
    for field in model._meta.many_to_many:
        through = getattr(model, field.name).through
        links = [
            through(**{f"{model._meta.model_name}_id": copy.pk, f"{field.m2m_reverse_field_name()}_id": other.pk})
            for copy in made
            for other in getattr(record, field.name).all()
        ]
        through.objects.bulk_create(links, batch_size=500)
    cite(made)


def vary(records):
    """Change what the database wants to be unique."""
    officials = []
    if isinstance(records[0], Signature):
        names = [f"Signatory {record.slug}" for record in records]
        officials = Official.objects.bulk_create(Official(name=name, slug=slugify(name)) for name in names)
    for place, record in enumerate(records):
        number = record.slug.rpartition("-")[2]
        if hasattr(record, "name"):
            record.name = f"{record.name} {number}"
        if isinstance(record, Recognition):
            record.end_reason = "withdrawn"
        if isinstance(record, DiplomaticRelation):
            record.severed = "2010"
        if isinstance(record, Membership | TreatyAction):
            record.body = f"Body {number}"
        if officials:
            record.official = officials[place]


def cite(records):
    if not section_of(type(records[0])).is_cited:
        return
    passage = Passage.objects.first()
    content_type = ContentType.objects.get_for_model(records[0])
    Citation.objects.bulk_create(
        Citation(
            key=f"c{next(_numbers)}",
            content_type=content_type,
            object_id=record.pk,
            source=passage.source,
            passage=passage,
        )
        for record in records
    )


def queries(client, address):
    client.get(address)  # content types and the like are looked up once a process
    cache.clear()  # what is kept for each state of the register is looked up here too
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_page_takes_as_many_queries_at_2000_records_as_at_60(client, section):
    record = published_world()[section.model]
    fields = [*section.model._meta.concrete_fields, *section.model._meta.many_to_many]
    linked = [getattr(record, field.name) for field in fields if field.is_relation]
    linked = [other for found in linked for other in (found.all() if hasattr(found, "all") else [found])]
    pages = [section.list_url(), record.get_absolute_url(), *(other.get_absolute_url() for other in linked if other)]

    copies(record, FEW)
    few = {page: queries(client, page) for page in pages}
    copies(record, MANY - FEW)
    many = {page: queries(client, page) for page in pages}

    assert many == few
    assert many.pop(section.list_url()) <= LIST_CEILING
    assert max(many.values()) <= DETAIL_CEILING


def test_the_source_page_does_not_ask_once_a_passage(client):
    world = published_world()
    source = world[Source]
    passages = [Passage(source=source, number=number, summary="Told.") for number in range(10, 10 + MANY)]
    Passage.objects.bulk_create(passages[:FEW])
    few = queries(client, source.get_absolute_url())
    Passage.objects.bulk_create(passages[FEW:])
    assert queries(client, source.get_absolute_url()) == few <= DETAIL_CEILING


def test_the_first_page_and_the_page_of_a_pair(client):
    world = published_world()
    first, second = sorted((world[Country].slug, world["other country"].slug))
    assert queries(client, "/") <= LIST_CEILING
    assert queries(client, f"/countries/{first}/{second}/") <= DETAIL_CEILING


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model._meta.model_name)
def test_a_download_does_not_ask_once_a_row(client, model):
    record = published_world()[model]
    section = section_of(model)
    copies(record, 5)
    address = f"{section.list_url()[:-1]}.csv"
    few = queries(client, address)
    copies(record, 50)
    assert queries(client, address) == few
