"""What stands between two States: recognition, diplomatic relations, missions."""

from people.models import Office
from public import answers, phrases
from public.addresses import pair_link
from public.facts import fact, field_fact, field_facts
from public.ordering import by_date
from public.sections.base import Panel, Section
from public.values import link
from relations.choices import CountryStatus
from relations.filters import DiplomaticRelationFilterSet, MissionFilterSet, RecognitionFilterSet
from relations.models import DiplomaticRelation, Mission, Recognition


def receiver(mission):
    """The State or organization that receives a mission."""
    return mission.receiver


def introduced(recognition):
    """The recognizing State as a link, with its standing where it is not a member of the UN."""
    state = recognition.recognizing_state
    standing = "" if state.country_status == CountryStatus.UN_MEMBER else state.get_country_status_display()
    claim = f"claimed by {state.claimed_by}" if state.claimed_by and state.claimed_by.is_published else ""
    return link(state, detail=", ".join(filter(None, (standing, claim))))


RECOGNITION = Section(
    model=Recognition,
    path="recognitions",
    title="Recognitions",
    about="Who recognizes whom as a State, since when, and what has ended. Mutual recognition is two rows.",
    filters=RecognitionFilterSet,
    related=("recognizing_state", "recognizing_state__claimed_by", "recognized_entity"),
    facts=[
        *field_facts(Recognition, "recognizing_state", "recognized_entity"),
        *field_facts(Recognition, "mode", "granted", essential=("granted",)),
        fact("standing", "Standing", phrases.recognition_standing, cites=("ended", "end_reason")),
        field_fact(Recognition, "instrument"),
        fact("pair", "Between the two", lambda row: pair_link(row.recognizing_state, row.recognized_entity)),
    ],
    columns=[
        fact("recognizing_state", "Recognizing state", introduced, cites=("recognizing_state",)),
        field_fact(Recognition, "recognized_entity"),
        field_fact(Recognition, "granted", opens=True),
        field_fact(Recognition, "mode"),
        fact("standing", "Standing", phrases.recognition_standing, cites=("ended", "end_reason")),
    ],
    sorts={
        "granted": (by_date("granted"),),
        "recognizing_state": ("recognizing_state__name", "recognized_entity__name"),
        "recognized_entity": ("recognized_entity__name", "recognizing_state__name"),
        "mode": ("mode",),
        "standing": (by_date("ended"),),
    },
    default_sort="granted",
    facets=("recognized_entity", "granted", "mode", "ended"),
    dating=lambda row: row.granted,
    headline=lambda row: f"Recognition of {row.recognized_entity} by {row.recognizing_state}",
    answer=answers.of_recognition,
)

RELATION = Section(
    model=DiplomaticRelation,
    path="relations",
    title="Diplomatic relations",
    about="Which States established diplomatic relations, how and where, and which of these were severed.",
    filters=DiplomaticRelationFilterSet,
    related=("first_state", "second_state", "severed_by"),
    facts=[
        *field_facts(DiplomaticRelation, "first_state", "second_state", "established", essential=("established",)),
        *field_facts(DiplomaticRelation, "established_by", "place", "suspended", "severed", "severed_by", "resumed"),
        fact("pair", "Between the two", lambda row: pair_link(row.first_state, row.second_state)),
    ],
    columns=[
        *field_facts(DiplomaticRelation, "first_state", "second_state"),
        field_fact(DiplomaticRelation, "established", opens=True),
        field_fact(DiplomaticRelation, "established_by", "How"),
        field_fact(DiplomaticRelation, "place"),
        fact(
            "standing",
            "Standing",
            phrases.relation_standing,
            cites=("suspended", "severed", "severed_by", "resumed"),
        ),
    ],
    sorts={
        "established": (by_date("established"),),
        "first_state": ("first_state__name", "second_state__name"),
        "second_state": ("second_state__name", "first_state__name"),
        "standing": (by_date("severed"),),
    },
    default_sort="established",
    facets=("state", "other_state", "established", "severed"),
    dating=lambda row: row.established,
    answer=answers.of_relation,
)

MISSION = Section(
    model=Mission,
    path="missions",
    title="Missions",
    about="Embassies, consulates and offices that States keep with each other or with organizations.",
    filters=MissionFilterSet,
    related=("sending_state", "receiving_state", "receiving_organization", "hosted_by"),
    facts=[
        *field_facts(Mission, "mission_type", "sending_state"),
        fact("receiver", "Received by", receiver, cites=("receiving_state", "receiving_organization")),
        *field_facts(Mission, "seat", "opened", "closed", "hosted_by", essential=("opened",)),
        fact("standing", "State of work", phrases.mission_standing, cites=("mission_status",)),
        fact("pair", "Between the two", lambda row: pair_link(row.sending_state, row.receiving_state)),
    ],
    columns=[
        field_fact(Mission, "sending_state"),
        fact("receiver", "Receiver", receiver, cites=("receiving_state", "receiving_organization")),
        field_fact(Mission, "mission_type", opens=True),
        *field_facts(Mission, "seat", "opened"),
        fact("standing", "State of work", phrases.mission_standing, cites=("mission_status", "closed")),
        field_fact(Mission, "hosted_by"),
    ],
    sorts={
        "sending_state": ("sending_state__name", "mission_type"),
        "receiver": ("receiving_state__name", "receiving_organization__name", "sending_state__name"),
        "mission_type": ("mission_type",),
        "seat": ("seat",),
        "opened": (by_date("opened"),),
        "standing": ("mission_status",),
    },
    default_sort="sending_state",
    facets=("type", "state_of_work", "sending_state", "receiving_state"),
    panels=(
        Panel(
            "offices",
            "Offices and who held them",
            Office,
            lambda mission: mission.offices.published(),
            hide=("whose",),
        ),
    ),
    answer=answers.of_mission,
)
