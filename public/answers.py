"""The sentence under a page's title: it answers what the page is asked first, from what the register holds."""

from django.db.models import Count, Q

from public import phrases
from relations.choices import CountryStatus, MembershipType
from relations.models import Recognition
from relations.querysets import NO_END_KNOWN

_BY_UN_MEMBER = Q(recognizing_state__country_status=CountryStatus.UN_MEMBER)


def number_of(number, singular, plural=""):
    """A number with its noun: "1 mission", "2 missions"."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def listed(parts):
    """Parts joined as in speech: "a, b and c"."""
    parts = [part for part in parts if part]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def sentence(text):
    """The text with a capital at its start and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def of_country(country):
    """How many recognize the country and how many it recognizes; ended ones apart."""
    received, granted = Q(recognized_entity=country), Q(recognizing_state=country)
    counts = (
        Recognition.objects.published()
        .filter(received | granted)
        .aggregate(
            by_members=Count("pk", filter=received & NO_END_KNOWN & _BY_UN_MEMBER),
            by_others=Count("pk", filter=received & NO_END_KNOWN & ~_BY_UN_MEMBER),
            by_ended=Count("pk", filter=received & ~NO_END_KNOWN),
            of_lasting=Count("pk", filter=granted & NO_END_KNOWN),
            of_ended=Count("pk", filter=granted & ~NO_END_KNOWN),
        )
    )
    told = [
        _recognized_by(counts["by_members"], counts["by_others"], counts["by_ended"]),
        _recognizes(counts["of_lasting"], counts["of_ended"]),
    ]
    return " ".join(sentence(part) for part in told if part)


def _recognized_by(members, others, ended):
    by = [
        number_of(members, "UN member State") if members else "",
        number_of(others, "other State or entity", "other States and entities") if others and members else "",
        number_of(others, "State or entity", "States and entities") if others and not members else "",
    ]
    if not (members or others or ended):
        return ""
    gone = f"{number_of(ended, 'recognition')} {'has' if ended == 1 else 'have'} ended" if ended else ""
    if not (members or others):
        return f"no recognition of it is known to last; {gone}"
    return f"recognized by {listed(by)}" + (f"; {gone}" if gone else "")


def _recognizes(lasting, ended):
    if lasting:
        rest = (
            f"; {number_of(ended, 'recognition')} it granted {'has' if ended == 1 else 'have'} ended" if ended else ""
        )
        return f"recognizes {number_of(lasting, 'State or entity', 'States and entities')}{rest}"
    if ended:
        return f"{number_of(ended, 'recognition')} it granted {'has' if ended == 1 else 'have'} ended"
    return ""


def of_recognition(recognition):
    """Who recognized whom, when, and whether it has ended."""
    state, entity = recognition.recognizing_state, recognition.recognized_entity
    when = f"Granted: {recognition.granted}." if recognition.granted else "The date is not stated."
    if recognition.has_ended:
        end = f"It ended: {recognition.ended}." if recognition.ended else "It has ended; the date is not stated."
        return f"{state} recognized {entity}. {when} {end}"
    return f"{state} recognizes {entity}; no end is known. {when}"


def of_relation(relation):
    """When the two States established relations and what became of them."""
    told = [f"established {relation.established}" if relation.established else "establishment not stated"]
    if relation.suspended:
        told.append(f"suspended {relation.suspended}")
    if relation.severed:
        by = f" by {relation.severed_by}" if relation.severed_by else ""
        told.append(f"severed {relation.severed}{by}")
    if relation.resumed:
        told.append(f"resumed {relation.resumed}")
    return sentence("; ".join(told))


def of_mission(mission):
    """Where the mission sits and whether it works."""
    told = [f"opened {mission.opened}" if mission.opened else "", f"closed {mission.closed}" if mission.closed else ""]
    told = [part for part in told if part]
    if not mission.closed:
        told.append(f"state of work: {phrases.mission_standing(mission).text.lower()}")
    return sentence("; ".join(told))


def of_treaty(treaty):
    """How far the treaty has come."""
    told = [f"signed {treaty.signed}" if treaty.signed else ""]
    if treaty.entered_into_force and not treaty.ended:
        told.append(f"in force since {treaty.entered_into_force}")
    elif treaty.entered_into_force:
        told.append(f"entered into force {treaty.entered_into_force}")
    else:
        told.append("entry into force not stated")
    told.append(f"ended {treaty.ended}" if treaty.ended else "")
    return sentence("; ".join(part for part in told if part))


def of_treaty_action(act):
    """Who did it, and when."""
    by = f"{act.body} of {act.acting_party}" if act.body else str(act.acting_party)
    return sentence(f"done by {by}, {act.done or 'date not stated'}")


def of_organization(organization):
    """What it is, and whose."""
    kind = organization.get_organization_type_display()
    return sentence(f"{kind}, {organization.country}" if organization.country else kind)


def of_membership(membership):
    """In what capacity, and for how long as far as is known."""
    capacity = MembershipType(membership.membership_type).label
    since = f"since {membership.since}" if membership.since else "start not stated"
    until = f", until {membership.until}" if membership.until else ""
    as_of = f"; a source counts it as of {membership.as_of}" if membership.as_of else ""
    return sentence(f"{capacity}, {since}{until}{as_of}")


def of_official(official):
    """The offices the official held."""
    offices = dict.fromkeys(str(term.office) for term in official.terms)
    if not offices:
        return ""
    shown = [*offices][:3]
    rest = len(offices) - len(shown)
    return sentence(listed([*shown, number_of(rest, "other office")] if rest else shown))


def of_office(office):
    """How many are known to have held it."""
    if not office.terms:
        return "Nobody is recorded as having held it."
    return sentence(
        f"{number_of(len(office.terms), 'term')} recorded, the last known that of {office.terms[-1].official}"
    )


def of_appointment(appointment):
    """The term in a few words."""
    return sentence(phrases.term(appointment) or "when is not stated")


def of_signature(signature):
    """When and where."""
    when = f"signed {signature.signed}" if signature.signed else "date not stated"
    return sentence(f"{when}, {signature.place}" if signature.place else when)


def of_event(event):
    """When and where, and whether it is only claimed."""
    where = ", ".join(str(part) for part in (event.happened or "date not stated", event.place) if part)
    claim = f" This is what {event.claimed_by} says; the source only reports the claim." if event.claimed_by else ""
    return f"{sentence(where)}{claim}"


def of_source(source):
    """What it is, and how it is divided."""
    passages = source.passages.count()
    told = number_of(passages, "passage") if passages else "not divided into passages"
    return sentence(f"{source.get_source_type_display()}, {told}")


def of_pair(first, second, rows, limits):
    """What is between two countries: recognition first, then relations, then how much else."""
    told = [_recognition_between(recognition) for recognition in rows["recognitions"]]
    relations, missions, treaties, events = (rows[name] for name in ("relations", "missions", "treaties", "events"))
    for relation in relations:
        if relation.established:
            told.append(f"diplomatic relations were established {relation.established}")
        if relation.severed:
            told.append(f"diplomatic relations were severed {relation.severed}")
    counts = [
        _how_many(missions, limits["missions"], "mission"),
        _how_many(treaties, limits["treaties"], "treaty", "treaties"),
        _how_many(events, limits["events"], "event"),
    ]
    if any(counts):
        many = sum(map(len, (missions, treaties, events))) != 1
        told.append(f"{listed(counts)} between them {'are' if many else 'is'} recorded")
    return " ".join(map(sentence, told)) or f"The register holds nothing between {first} and {second} yet."


def _how_many(rows, limit, singular, plural=""):
    if len(rows) > limit:
        return f"more than {number_of(limit, singular, plural)}"
    return number_of(len(rows), singular, plural) if rows else ""


def _recognition_between(recognition):
    state, entity = recognition.recognizing_state, recognition.recognized_entity
    granted = f" ({recognition.granted})" if recognition.granted else ""
    if not recognition.has_ended:
        return f"{state} recognizes {entity}{granted}"
    ended = f" until {recognition.ended}" if recognition.ended else ", which has ended"
    return f"{state} recognized {entity}{granted}{ended}"
