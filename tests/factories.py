"""
Makers of test records. They write through the one write path, so that no test starts from an impossible state.

Every maker takes field values as keywords; what a test does not care about is filled in. `published=True` adds a
citation from a published source and publishes the record.
"""

from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from editorial.choices import ChangesetKind, Status
from editorial.units import changeset
from editorial.writing import write
from people.models import Appointment, Event, Office, Official, Signature
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
from sources.models import Citation, Document, Passage, Source

_numbers = count(1)


def _number():
    return next(_numbers)


def make_user(group=None, **values):
    """A member of staff in one of the groups; `group="Administrators"` makes a superuser."""
    superuser = group == "Administrators"
    user = get_user_model().objects.create_user(
        username=values.pop("username", f"user{_number()}"), is_staff=True, is_superuser=superuser, **values
    )
    if group and not superuser:
        user.groups.add(Group.objects.get(name=group))
    return user


def save(record, *, author=None, reason="", **related):
    """Write one row in a changeset of its own, and return it."""
    with changeset(author=author, kind=ChangesetKind.COMMAND, reason=reason):
        write(record, related=related)
    return record


def make_source(*, published=True, **values):
    values.setdefault("title", f"Source {_number()}")
    values.setdefault("source_type", "book")
    return save(Source(status=Status.PUBLISHED if published else Status.DRAFT, **values))


def make_passage(source=None, **values):
    source = source or make_source()
    values.setdefault("number", source.passages.count() + 1)
    values.setdefault("summary", "What the passage says.")
    return save(Passage(source=source, **values))


def make_document(source=None, **values):
    """The row of a document, without its bytes; `sources.attaching.attach` brings both."""
    values.setdefault("sha256", f"{_number():064x}")
    values.setdefault("media_type", "text/plain")
    values.setdefault("file_name", "copy.txt")
    values.setdefault("size", 1)
    return save(Document(source=source or make_source(), **values))


def make_citation(record, **values):
    """A citation of `record` from a published source."""
    passage = values.pop("passage", None) or (None if "source" in values else make_passage())
    values.setdefault("source", passage.source if passage else None)
    content_type = ContentType.objects.get_for_model(record)
    return save(Citation(content_type=content_type, object_id=record.pk, passage=passage, **values))


def publish(record, **citation):
    """Cite a record from a published source and publish it, with what it refers to."""
    for link in record.record_links():
        targets = getattr(record, link.name)
        for target in targets.all() if link.many_to_many else [targets]:
            if target is not None and target.status != Status.PUBLISHED:
                publish(target)
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        if isinstance(record, Source) is False and not record.citations.exists():
            make_citation(record, **citation)
        record.status = Status.PUBLISHED
        write(record)
    return record


def _make(model, values, published, **related):
    record = save(model(**values), **related)
    return publish(record) if published else record


def make_country(*, published=False, **values):
    values.setdefault("name", f"Country {_number()}")
    values.setdefault("country_status", "un-member")
    return _make(Country, values, published)


def make_organization(*, published=False, **values):
    values.setdefault("name", f"Organization {_number()}")
    values.setdefault("organization_type", "intergovernmental")
    return _make(Organization, values, published)


def make_recognition(*, published=False, **values):
    values.setdefault("recognizing_state", None)
    values["recognizing_state"] = values["recognizing_state"] or make_country()
    values.setdefault("recognized_entity", None)
    values["recognized_entity"] = values["recognized_entity"] or make_country()
    values.setdefault("granted", "26 August 2008")
    return _make(Recognition, values, published)


def make_diplomatic_relation(*, published=False, **values):
    values.setdefault("established", "9 September 2008")
    first = values.pop("first_state", None) or make_country()
    second = values.pop("second_state", None) or make_country()
    return _make(DiplomaticRelation, {"first_state": first, "second_state": second, **values}, published)


def make_mission(*, published=False, **values):
    values.setdefault("mission_type", "embassy")
    sender = values.pop("sending_state", None) or make_country()
    if "receiving_organization" not in values:
        values["receiving_state"] = values.get("receiving_state") or make_country()
    return _make(Mission, {"sending_state": sender, **values}, published)


def make_treaty(*, published=False, **values):
    values.setdefault("title", f"Treaty {_number()}")
    values.setdefault("instrument_type", "treaty")
    values.setdefault("signed", "17 September 2008")
    return _make(Treaty, values, published)


def make_treaty_action(*, published=False, **values):
    values.setdefault("action", "signature")
    treaty = values.pop("treaty", None) or make_treaty()
    party = values.pop("party", None) or make_country()
    return _make(TreatyAction, {"treaty": treaty, "party": party, **values}, published)


def make_membership(*, published=False, **values):
    organization = values.pop("organization", None) or make_organization()
    member = values.pop("member", None) or make_country()
    return _make(Membership, {"organization": organization, "member": member, **values}, published)


def make_official(*, published=False, **values):
    values.setdefault("name", f"Official {_number()}")
    return _make(Official, values, published)


def make_office(*, published=False, **values):
    values.setdefault("title", f"Office {_number()}")
    values.setdefault("office_type", "minister")
    country = values.pop("country", None) or make_country()
    return _make(Office, {"country": country, **values}, published)


def make_appointment(*, published=False, **values):
    official = values.pop("official", None) or make_official()
    office = values.pop("office", None) or make_office()
    return _make(Appointment, {"official": official, "office": office, **values}, published)


def make_signature(*, published=False, **values):
    official = values.pop("official", None) or make_official()
    treaty = values.pop("treaty", None) or make_treaty()
    return _make(Signature, {"official": official, "treaty": treaty, **values}, published)


def make_event(*, published=False, countries=(), officials=(), organizations=(), **values):
    values.setdefault("title", f"Event {_number()}")
    values.setdefault("event_type", "visit")
    values.setdefault("happened", "13 July 2009")
    return _make(Event, values, published, countries=countries, officials=officials, organizations=organizations)


MAKERS = {
    Appointment: make_appointment,
    Country: make_country,
    DiplomaticRelation: make_diplomatic_relation,
    Event: make_event,
    Membership: make_membership,
    Mission: make_mission,
    Office: make_office,
    Official: make_official,
    Organization: make_organization,
    Recognition: make_recognition,
    Signature: make_signature,
    Source: make_source,
    Treaty: make_treaty,
    TreatyAction: make_treaty_action,
}
