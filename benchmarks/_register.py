"""A register of many published, cited missions, written in bulk: what the reading benchmark reads."""

import random
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from core.dates import parse
from editorial.choices import ChangesetKind, Status
from editorial.models import Changeset
from relations.choices import CountryStatus, MissionStatus, MissionType
from relations.models import Country, Mission
from sources.models import Citation, Passage, Source

COUNTRIES, SOURCES, PASSAGES = 200, 10, 200
CHANGESETS = 100
#: About one citation in this many speaks against its record.
DISPUTED = 200
AT_ONCE = 20_000
FIRST_DAY = date(1950, 1, 1)


def fill(missions: int) -> None:
    """Fill an empty, migrated database; the same number gives the same register."""
    chance = random.Random(1961)
    Changeset.objects.bulk_create(
        Changeset(author_name="bench", kind=ChangesetKind.COMMAND) for _ in range(CHANGESETS)
    )
    countries = Country.objects.bulk_create(
        Country(
            name=f"Country {number:03}",
            slug=f"country-{number:03}",
            search_text=f"\ncountry {number:03}\n",
            country_status=CountryStatus.UN_MEMBER,
            status=Status.PUBLISHED,
        )
        for number in range(COUNTRIES)
    )
    passages = _passages()
    about = ContentType.objects.get_for_model(Mission)
    for start in range(0, missions, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, missions))
        made = Mission.objects.bulk_create((_mission(chance, each, countries) for each in numbers), batch_size=500)
        Citation.objects.bulk_create(
            (_citation(chance, about, each, chance.choice(passages)) for each in made), batch_size=500
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _passages():
    sources = Source.objects.bulk_create(
        Source(slug=f"source-{each}", title=f"Source {each}", source_type="book", status=Status.PUBLISHED)
        for each in range(SOURCES)
    )
    return Passage.objects.bulk_create(
        Passage(source=source, number=number, summary="A mission is named.")
        for source in sources
        for number in range(1, PASSAGES + 1)
    )


def _mission(chance, number, countries):
    sender, receiver = chance.sample(countries, 2)
    kind = chance.choices(MissionType.values, weights=range(len(MissionType.values), 0, -1))[0]
    opened = parse((FIRST_DAY + timedelta(days=chance.randrange(27_000))).isoformat())
    return Mission(
        slug=f"mission-{number}",
        search_text=f"\nmission {number}\n",
        status=Status.PUBLISHED,
        sending_state=sender,
        receiving_state=receiver,
        mission_type=kind,
        mission_status=chance.choice([MissionStatus.OPEN, MissionStatus.OPEN, MissionStatus.UNKNOWN, ""]),
        seat=f"City {receiver.pk}",
        opened=opened,
        summary="It keeps its seat in the capital.",
    )


def _citation(chance, about, mission, passage):
    return Citation(
        key=f"{mission.pk:016}",
        content_type=about,
        object_id=mission.pk,
        source_id=passage.source_id,
        passage=passage,
        stance="disputes" if chance.randrange(DISPUTED) == 0 else "supports",
    )
