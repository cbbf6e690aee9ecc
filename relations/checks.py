"""What is worth a look in countries and in what stands between them. A check doubts only what surely does not fit."""

import re
from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Q

from core.dates import surely_before
from core.text import fold
from editorial.checks import Doubt, leading_by, soft_check
from editorial.choices import Status
from editorial.name_checks import TWIN, TWIN_TITLE, look_for_mixed_scripts, look_for_twins
from relations.choices import MissionStatus, MissionType, TreatyActionType
from relations.models import (
    Country,
    DiplomaticRelation,
    Membership,
    Mission,
    Organization,
    Recognition,
    Treaty,
    TreatyAction,
)
from relations.overlaps import overlapping
from relations.querysets import NO_END_KNOWN

ALIVE = ~Q(status=Status.WITHDRAWN)
EMBASSIES = (MissionType.EMBASSY, MissionType.CHANCERY)
#: Consent to be bound that follows a signature (VCLT art. 14); a parliament's approval may come before it.
AFTER_SIGNATURE = (TreatyActionType.RATIFICATION, TreatyActionType.ACCEPTANCE, TreatyActionType.APPROVAL)
_MUTUAL = re.compile(r"\b(?:mutual|reciprocal)(?:ly)?\b|\brecogni[sz]\w+ (?:each other|one another)\b", re.IGNORECASE)


def _pair(first, second, outer_first, outer_second):
    """Rows whose two countries are the outer row's, in either order."""
    return Q(**{first: OuterRef(outer_first), second: OuterRef(outer_second)}) | Q(
        **{first: OuterRef(outer_second), second: OuterRef(outer_first)}
    )


# Missions


def _missions_between(pks):
    pair = _pair("first_state", "second_state", "sending_state", "receiving_state")
    return Q(Exists(DiplomaticRelation.objects.filter(pair, pk__in=pks)))


@soft_check(
    "embassy-without-relations",
    Mission,
    "Embassy without diplomatic relations",
    depends={DiplomaticRelation: _missions_between},
)
def embassies_without_relations(scope):
    """An embassy presupposes diplomatic relations (VCDR art. 2 and 3); a planned one does not yet."""
    pair = _pair("first_state", "second_state", "sending_state", "receiving_state")
    relations = DiplomaticRelation.objects.filter(ALIVE, pair)
    embassies = scope.records.filter(mission_type__in=EMBASSIES, receiving_state__isnull=False)
    embassies = embassies.exclude(mission_status=MissionStatus.PLANNED)
    for mission in embassies.filter(~Exists(relations)).select_related("sending_state", "receiving_state"):
        states = f"{mission.sending_state} and {mission.receiving_state}"
        reason = f"The register knows of no diplomatic relations between {states}."
        yield Doubt(mission.pk, reason, (mission.mission_type, mission.sending_state_id, mission.receiving_state_id))
    yield from _embassies_outside_relations(embassies, relations)


def _embassies_outside_relations(embassies, relations):
    before = Q(established_earliest__gt=OuterRef("opened_latest"))
    after = ~Q(severed="") & Q(resumed="")
    suspects = list(
        embassies.filter(Exists(relations.filter(before | after))).select_related("sending_state", "receiving_state")
    )
    if not suspects:
        return
    pair = _pair("sending_state", "receiving_state", "first_state", "second_state")
    wanted = Mission.objects.filter(pair, pk__in=[mission.pk for mission in suspects])
    spells = defaultdict(list)
    for relation in DiplomaticRelation.objects.filter(ALIVE, Exists(wanted)):
        spells[frozenset((relation.first_state_id, relation.second_state_id))].append(relation)
    for mission in suspects:
        found = spells[frozenset((mission.sending_state_id, mission.receiving_state_id))]
        told = [_outside(mission, relation) for relation in found]
        if told and all(told):
            facts = [mission.mission_type, mission.opened, mission.closed, mission.mission_status]
            facts += [date for each in found for date in (each.pk, each.established, each.severed, each.resumed)]
            yield Doubt(mission.pk, " ".join(dict.fromkeys(told)), tuple(facts))


def _outside(mission, relation):
    """Why a mission surely did not work while these relations lasted; blank when it may have."""
    states = f"{mission.sending_state} and {mission.receiving_state}"
    if surely_before(mission.opened, relation.established):
        return f"It opened {mission.opened}, but {states} established relations {relation.established}."
    if relation.severed and not relation.resumed:
        if surely_before(relation.severed, mission.opened):
            return f"It opened {mission.opened}, but {states} had severed relations {relation.severed}."
        if mission.mission_status == MissionStatus.OPEN:
            return f"It is open, but {states} severed relations {relation.severed}."
    return ""


# Recognitions


@soft_check(
    "recognition-outside-existence",
    Recognition,
    "Recognition outside the existence of a State",
    depends={Country: leading_by("recognizing_state", "recognized_entity")},
)
def recognitions_outside_existence(scope):
    """Who recognizes and who is recognized exist when it is granted, and as long as it goes on."""
    suspect = Q()
    for side in ("recognizing_state", "recognized_entity"):
        suspect |= Q(granted_latest__lt=F(f"{side}__existence_earliest"))
        suspect |= Q(granted_earliest__gt=F(f"{side}__existence_latest"))
        suspect |= NO_END_KNOWN & Q(**{f"{side}__existence_latest__isnull": False})
    found = scope.records.filter(suspect).select_related("recognizing_state", "recognized_entity")
    for recognition in found:
        for country in (recognition.recognizing_state, recognition.recognized_entity):
            reason = _outside_existence(recognition, country)
            if reason:
                facts = (recognition.granted, recognition.ended, recognition.end_reason, country.existence)
                yield Doubt(recognition.pk, reason, facts, (Country, country.pk))


def _outside_existence(recognition, country):
    existence, granted = country.existence, recognition.granted
    if surely_before(granted, existence):
        return f"It was granted {granted}, but {country} existed {existence}."
    if existence is None or not existence.is_interval or existence.latest is None:
        return ""
    if surely_before(existence, granted):
        return f"It was granted {granted}, but {country} existed {existence}."
    if not recognition.has_ended:
        return f"It has no end, but {country} existed {existence}."
    return ""


def _opposite_recognitions(pks):
    opposite = {"recognizing_state": OuterRef("recognized_entity"), "recognized_entity": OuterRef("recognizing_state")}
    return Q(Exists(Recognition.objects.filter(pk__in=pks, **opposite)))


@soft_check(
    "mutual-recorded-one-way",
    Recognition,
    "Mutual recognition recorded one way",
    depends={Recognition: _opposite_recognitions},
)
def mutual_recognitions_recorded_one_way(scope):
    """Mutual recognition is two rows, one in each direction."""
    called = Q()
    for word in ("mutual", "reciprocal", "each other", "one another"):
        called |= Q(summary__icontains=word) | Q(instrument__icontains=word)
    opposite = Recognition.objects.filter(
        ALIVE, recognizing_state=OuterRef("recognized_entity"), recognized_entity=OuterRef("recognizing_state")
    )
    found = scope.records.filter(called, ~Exists(opposite)).select_related("recognizing_state", "recognized_entity")
    for row in found:
        word = _MUTUAL.search(f"{row.instrument}\n{row.summary}")
        if word:
            back = f"recognition of {row.recognizing_state} by {row.recognized_entity}"
            reason = f"It is called “{word[0]}”, but no {back} is recorded."
            yield Doubt(row.pk, reason, (row.recognizing_state_id, row.recognized_entity_id))


# Treaties


def _acts_about_the_same_treaty(pks):
    return Q(treaty__in=TreatyAction.objects.filter(pk__in=pks).values("treaty"))


@soft_check(
    "ratified-before-signature",
    TreatyAction,
    "Ratification before signature",
    depends={Treaty: leading_by("treaty"), TreatyAction: _acts_about_the_same_treaty},
)
def ratifications_before_signature(scope):
    """Who consents by ratification, acceptance or approval has signed before (VCLT art. 14)."""
    own = TreatyAction.objects.filter(ALIVE, action=TreatyActionType.SIGNATURE, treaty=OuterRef("treaty")).filter(
        Q(party=OuterRef("party")) | Q(party_organization=OuterRef("party_organization"))
    )
    later = own.filter(done_earliest__gt=OuterRef("done_latest"))
    acts = scope.records.filter(action__in=AFTER_SIGNATURE).filter(
        Q(done_latest__lt=F("treaty__signed_earliest")) | Exists(later)
    )
    acts = list(acts.select_related("treaty", "party", "party_organization"))
    if not acts:
        return
    signatures = defaultdict(list)
    wanted = {act.treaty_id for act in acts}
    for signature in TreatyAction.objects.filter(ALIVE, action=TreatyActionType.SIGNATURE, treaty__in=wanted):
        signatures[_act_of(signature)].append(signature.done)
    for act in acts:
        # The party's own signature decides where it is known: a treaty may be open for signature for years.
        known = [date for date in signatures[_act_of(act)] if date] or [act.treaty.signed]
        if all(surely_before(act.done, date) for date in known):
            first = min(known)
            reason = f"{act.get_action_display()} is dated {act.done}, but {act.acting_party} signed {first}."
            if not signatures[_act_of(act)]:
                reason = f"{act.get_action_display()} is dated {act.done}, but the treaty was signed {first}."
            yield Doubt(act.pk, reason, (act.action, act.done, *sorted(known)), (Treaty, act.treaty_id))


def _act_of(act):
    return act.treaty_id, act.party_id, act.party_organization_id


# Names


def _existed_apart(first, second):
    return surely_before(first.existence, second.existence) or surely_before(second.existence, first.existence)


def _are_of_different_countries(first, second):
    return None not in (first.country_id, second.country_id) and first.country_id != second.country_id


def _are_different_treaties(first, second):
    return first.instrument_type != second.instrument_type or (
        surely_before(first.signed, second.signed) or surely_before(second.signed, first.signed)
    )


look_for_mixed_scripts(Country, "name", "official_name", "other_names")
look_for_mixed_scripts(Organization, "name", "other_names")
look_for_mixed_scripts(Treaty, "title", "short_title", "other_names")
# Names of different countries differ in a letter or two, such as Niger and Nigeria.
look_for_twins(Country, unlike=_existed_apart, slips=False)
look_for_twins(Organization, unlike=_are_of_different_countries)
look_for_twins(Treaty, unlike=_are_different_treaties)


# The same spell twice


def _same(*fields):
    return Q(**{field: OuterRef(field) for field in fields})


def _told_spell(record, start, end):
    dates = f"{getattr(record, start) or 'unknown'} to {getattr(record, end) or 'no end known'}"
    return f"It overlaps with another record of the same, {record.slug} ({dates})."


def _look_for_overlaps(model, same, key, start, end, is_open):
    @soft_check(TWIN, model, TWIN_TITLE)
    def twins(scope):
        for newer, older in overlapping(scope, same, key, start, end, is_open):
            facts = [getattr(each, name) for each in (newer, older) for name in (start, end)]
            facts += [is_open(newer), is_open(older)]
            yield Doubt(newer.pk, _told_spell(older, start, end), tuple(facts), (model, older.pk))


_look_for_overlaps(
    Recognition,
    _same("recognizing_state", "recognized_entity"),
    lambda row: (row.recognizing_state_id, row.recognized_entity_id),
    "granted",
    "ended",
    lambda row: not row.has_ended,
)
_look_for_overlaps(
    DiplomaticRelation,
    _pair("first_state", "second_state", "first_state", "second_state"),
    lambda row: tuple(sorted((row.first_state_id, row.second_state_id))),
    "established",
    "severed",
    lambda row: bool(row.resumed or not row.severed),
)
_look_for_overlaps(
    Membership,
    _same("organization", "member"),
    lambda row: (row.organization_id, row.member_id, fold(row.body)),
    "since",
    "until",
    lambda row: not row.until,
)


def _mission_key(row):
    # A State may keep several consulates and offices with another, but one embassy.
    seat = "" if row.mission_type in EMBASSIES else fold(row.seat)
    return row.sending_state_id, row.receiving_state_id, row.receiving_organization_id, row.mission_type, seat


_look_for_overlaps(
    Mission,
    _same("sending_state", "mission_type") & (_same("receiving_state") | _same("receiving_organization")),
    _mission_key,
    "opened",
    "closed",
    lambda row: not row.closed and row.mission_status in ("", MissionStatus.OPEN),
)
