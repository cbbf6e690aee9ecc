"""
The sentence under a page's title: it answers what the page is asked first, from what the register holds.

Every answer is given the record, the moment that the page speaks of, and the rows of its tables by their keys.
"""

from django.db.models import Count, Q

from core.dates import Certainty
from people.choices import OfficeType
from public import phrases, terms
from public.phrases import listed, number_of, number_range, sentence
from relations.choices import CountryStatus, MembershipType, MissionStatus
from relations.models import Recognition

_BY_UN_MEMBER = Q(recognizing_state__country_status=CountryStatus.UN_MEMBER)
SURELY, POSSIBLY, NO = Certainty.SURELY, Certainty.POSSIBLY, Certainty.NO


def of_country(country, moment, rows):
    """How many recognize the country and how many it recognizes; what has ended, and what sources dispute."""
    received, granted = Q(recognized_entity=country), Q(recognizing_state=country)
    recognitions = Recognition.objects.published()
    surely = Recognition.spell.surely(moment.day, moment.today)
    maybe = Recognition.spell.may_be(moment.day, moment.today)
    disputed = Q(pk__in=Recognition.objects.disputed().values("pk"))
    over = Q(ended_latest__lt=moment.day)
    if moment.day >= moment.today:
        over |= Q(ended="") & ~Q(end_reason="")
    # None of these may bear a field's name: the conditions after it would mean the count.
    counts = recognitions.filter(received | granted).aggregate(
        ever=Count("pk", filter=received),
        members=Count("pk", filter=received & surely & _BY_UN_MEMBER),
        members_at_most=Count("pk", filter=received & maybe & _BY_UN_MEMBER),
        others=Count("pk", filter=received & surely & ~_BY_UN_MEMBER),
        others_at_most=Count("pk", filter=received & maybe & ~_BY_UN_MEMBER),
        received_over=Count("pk", filter=received & over),
        disputed=Count("pk", filter=received & maybe & disputed),
        granted_surely=Count("pk", filter=granted & surely),
        granted_at_most=Count("pk", filter=granted & maybe),
        granted_over=Count("pk", filter=granted & over),
    )
    told = [sentence(_existed(country, moment)), _recognized_by(counts, moment), _recognizes(counts, moment)]
    return " ".join(filter(None, told))


def _existed(country, moment):
    if moment.is_present or moment.certainty(country) is not NO:
        return ""
    return f"by its recorded dates ({country.existence}) it did not exist {moment.when}"


def _recognized_by(counts, moment):
    if not counts["ever"]:
        return "No recognition of it is recorded."
    members, others = counts["members_at_most"], counts["others_at_most"]
    by = [
        number_range(counts["members"], members, "UN member State") if members else "",
        number_range(counts["others"], others, "other entity", "other entities") if others and members else "",
        number_range(counts["others"], others, "entity", "entities") if others and not members else "",
    ]
    ended = counts["received_over"]
    have = "has" if ended == 1 else "have"
    if moment.day < moment.today:
        have = "had"
    if not members and not others:
        gone = f": {number_of(ended, 'recognition')} {have} ended" if ended else ""
        last = "last" if moment.is_present else "have lasted"
        return sentence(f"{moment.opening}no recognition of it is known to {last}{gone}")
    today = " today" if moment.is_present else ""
    none = ", none of them a UN member State" if others > 1 and not members else ""
    told = f"{moment.opening}recognized by {listed(by)}{today}{none}"
    told = f"{told}; {ended:,} {have} ended" if ended else told
    told = sentence(told)
    if disputed := counts["disputed"]:
        told += f" A source disputes something about {disputed:,} of these."
    return told


def _recognizes(counts, moment):
    low, high, ended = counts["granted_surely"], counts["granted_at_most"], counts["granted_over"]
    if not high and not ended:
        return ""
    is_past = moment.day < moment.today
    have = "had" if is_past else "has" if ended == 1 else "have"
    if not high:
        return sentence(f"{number_of(ended, 'recognition')} that it granted {have} ended")
    told = f"It {'recognized' if is_past else 'recognizes'} {number_range(low, high, 'entity', 'entities')}"
    return sentence(f"{told}; {number_of(ended, 'recognition')} that it granted {have} ended" if ended else told)


def on_the_day(record, moment):
    """How the record stands on another day than today."""
    return "" if moment.is_present else f"{sentence(f'{moment.opening}{_then(record, moment)}')} "


def of_recognition(recognition, moment, rows):
    """Who recognized whom, when, and whether it has ended."""
    state, entity = recognition.recognizing_state, recognition.recognized_entity
    then = on_the_day(recognition, moment)
    when = f"Granted: {recognition.granted}." if recognition.granted else "The date is not stated."
    if recognition.has_ended:
        end = f"It ended: {recognition.ended}." if recognition.ended else "It has ended; the date is not stated."
        return f"{then}{state} recognized {entity}. {when} {end}"
    return f"{then}{state} recognizes {entity}; no end is known. {when}"


def of_relation(relation, moment, rows):
    """When the two States established relations and what became of them."""
    told = [] if relation.established else ["establishment not stated"]
    for name in ("established", "suspended", "severed", "resumed"):
        if when := getattr(relation, name):
            told.append(f"{name} {phrases.dated(when)}")
    if relation.severed and relation.severed_by and relation.severed_by.is_published:
        told.append(f"the severance was {relation.severed_by}’s act")
    return on_the_day(relation, moment) + sentence("; ".join(told))


def of_mission(mission, moment, rows):
    """Whether the mission works, since when, and who heads it."""
    certainty = moment.certainty(mission)
    opened, closed = mission.opened, mission.closed
    if certainty is NO and closed:
        told = [f"opened {phrases.dated(opened)}" if opened else "", f"closed {phrases.dated(closed)}"]
        told = listed(told)
    elif certainty is NO:
        told = phrases.mission_standing(mission).text.lower()
        told = told if told in ("planned", "closed") else f"not yet open; opened {phrases.dated(opened)}"
    elif mission.mission_status == MissionStatus.UNKNOWN or certainty is POSSIBLY:
        word = "opened " + phrases.dated(opened) if opened else "when it opened is not stated"
        told = f"{word}; whether it {'works today' if moment.is_present else f'worked {moment.when}'} is not known"
    else:
        told = phrases.since("open", opened) if opened else "open; since when is not stated"
    heads = [
        holder
        for office in rows.get("offices", [])
        if office.office_type in (OfficeType.HEAD_OF_MISSION, OfficeType.REPRESENTATIVE)
        for holder in terms.holders_on(office.terms, moment)
        if holder[0].official.is_published
    ]
    sure = [terms.named(term) for term, answer in heads if answer is SURELY]
    known = [f"{term.official}{terms.span(term)}" for term, answer in heads if answer is POSSIBLY]
    headed = (
        f"headed by {listed(sure[:3])}" if sure else f"last known to head it: {listed(known[:3])}" if known else ""
    )
    return sentence(moment.opening + "; ".join(filter(None, [told, headed if certainty is not NO else ""])))


def of_treaty(treaty, moment, rows):
    """Whether the treaty is in force, since when and between whom."""
    between = _between(treaty)
    certainty = moment.certainty(treaty)
    signed = f"signed {phrases.dated(treaty.signed)}" if treaty.signed else ""
    entered, ended = treaty.entered_into_force, treaty.ended
    if not entered and ended:
        return sentence("; ".join(filter(None, [f"{signed}{between}", f"ended {phrases.dated(ended)}"])))
    if not entered:
        undated = f"{between.strip() or 'a treaty'}; neither its signature nor its entry into force is dated"
        return sentence(f"{signed}{between}; entry into force not stated" if signed else undated)
    if certainty is SURELY:
        return sentence(f"{moment.opening}{phrases.since('in force', entered)}{between}{_until(ended)}")
    if certainty is POSSIBLY:
        return sentence(f"{moment.opening}possibly in force{between}: entry into force {entered}{_until(ended)}")
    if ended and ended.latest and ended.latest < moment.day:
        return sentence(f"In force from {entered} until {ended}{between}")
    return sentence(f"{moment.opening}not yet in force; it entered into force {phrases.dated(entered)}{between}")


def _between(treaty):
    parties = dict.fromkeys(str(act.acting_party) for act in treaty.acts if act.acting_party.is_published)
    return f" between {listed(sorted(parties))}" if len(parties) > 1 else ""


def _until(ended):
    return f", until {ended}" if ended else ""


def of_treaty_action(act, moment, rows):
    """Who did it, and when."""
    by = f"{act.body} of {act.acting_party}" if act.body else str(act.acting_party)
    return sentence(f"done by {by}, {act.done or 'date not stated'}")


def of_organization(organization, moment, rows):
    """What it is, and how many belong to it."""
    kind = organization.get_organization_type_display()
    told = f"{kind}, {organization.country}" if organization.country else kind
    members = rows.get("members", [])
    counts = []
    for capacity in MembershipType:
        belonging = [row for row in members if row.membership_type == capacity]
        answers = [moment.certainty(row) for row in belonging]
        most = len(answers) - answers.count(NO)
        if most:
            counts.append(number_range(answers.count(SURELY), most, capacity.label.lower()))
    if not counts:
        when = "" if moment.is_present else f" {moment.when}"
        return sentence(told) + (f" No member is recorded{when}." if members else "")
    known = "recorded" if moment.is_present else f"on {moment.told}"
    return f"{sentence(told)} {sentence(f'{listed(counts)} {known}')}"


def of_membership(membership, moment, rows):
    """In what capacity, and for how long as far as is known."""
    capacity = MembershipType(membership.membership_type).label
    since = f"since {membership.since}" if membership.since else "start not stated"
    until = f", until {membership.until}" if membership.until else ""
    as_of = f"; a source counts it as of {membership.as_of}" if membership.as_of else ""
    return on_the_day(membership, moment) + sentence(f"{capacity}, {since}{until}{as_of}")


def of_event(event, moment, rows):
    """When and where, and whether it is only claimed."""
    where = ", ".join(str(part) for part in (event.happened or "date not stated", event.place) if part)
    claim = f" This is what {event.claimed_by} says; the source only reports the claim." if event.claimed_by else ""
    return f"{sentence(where)}{claim}"


def of_source(source, moment, rows):
    """What it is, and how it is divided."""
    passages = source.passages.count()
    told = number_of(passages, "passage") if passages else "not divided into passages"
    return sentence(f"{source.get_source_type_display()}, {told}")


def of_pair(first, second, moment, rows, numbers):
    """What is between two countries: recognition first, then relations, then how much else."""
    if moment.is_present:
        told = [_recognition_between(recognition) for recognition in rows["recognitions"]]
        told += [part for relation in rows["relations"] for part in _relation_between(relation)]
    else:
        told = [_recognition_then(recognition, moment) for recognition in rows["recognitions"]]
        told += [f"diplomatic relations: {_then(relation, moment)}" for relation in rows["relations"]]
    if not moment.is_present:
        numbers = numbers | {
            "missions": sum(moment.certainty(row) is not NO for row in rows["missions"]),
            "treaties": sum(_is_signed(row, moment) for row in rows["treaties"]),
        }
    counts = [
        _how_many(numbers[key], singular, plural)
        for key, singular, plural in (
            ("missions", "mission", ""),
            ("treaties", "treaty", "treaties"),
            ("events", "event", ""),
        )
    ]
    if any(counts):
        many = [numbers[key] for key in ("missions", "treaties", "events") if numbers[key]] != [1]
        by = "" if moment.is_present else " up to then"
        told.append(f"{listed(counts)} between them {'are' if many else 'is'} recorded{by}")
    if not told:
        return f"The register holds nothing between {first} and {second} yet."
    if not rows["recognitions"]:
        told.insert(0, "no recognition of the one by the other is recorded")
    told[0] = f"{moment.opening}{told[0]}"
    return " ".join(map(sentence, told))


def _is_signed(treaty, moment):
    return not treaty.signed or treaty.signed.earliest is None or treaty.signed.earliest <= moment.day


def _how_many(number, singular, plural):
    if not number:
        return ""
    return number_of(number, singular, plural) if isinstance(number, int) else f"{number} {plural or f'{singular}s'}"


def _then(record, moment):
    return phrases.standing_on(record, moment).text.lower()


def _recognition_then(recognition, moment):
    state, entity = recognition.recognizing_state, recognition.recognized_entity
    certainty = moment.certainty(recognition)
    if certainty is SURELY:
        return f"{state} recognized {entity}"
    if certainty is POSSIBLY:
        return f"{state} possibly recognized {entity}"
    verb = "did not yet recognize" if _then(recognition, moment) == "not yet" else "no longer recognized"
    return f"{state} {verb} {entity}"


def _recognition_between(recognition):
    state, entity = recognition.recognizing_state, recognition.recognized_entity
    granted = f" ({recognition.granted})" if recognition.granted else ""
    if not recognition.has_ended:
        return f"{state} recognizes {entity}{granted}"
    ended = f" until {recognition.ended}" if recognition.ended else ", which has ended"
    return f"{state} recognized {entity}{granted}{ended}"


def _relation_between(relation):
    for name in ("established", "suspended", "severed", "resumed"):
        if when := getattr(relation, name):
            yield f"diplomatic relations were {name} {phrases.dated(when)}"
