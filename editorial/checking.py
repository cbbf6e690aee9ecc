"""
Asking the soft checks and keeping what they find.

Whatever a person changes is looked at before the changeset closes, in its transaction, together with what depends on
it, at a cost that grows with what was written and not with the register. `manage.py check_data` asks about everything.
"""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from editorial.checks import Scope, all_checks, titles
from editorial.choices import ChangesetKind, FindingState, Status
from editorial.models import Finding

CHUNK = 500


def look_at(unit):
    """Ask about what a unit wrote, when it closes. Commands of maintainers leave that to `check_data`."""
    if unit.details["kind"] != ChangesetKind.COMMAND:
        check_touched(unit.touched)


def check_touched(touched):
    """
    Ask about the records written, by type, and about those whose findings may follow from them.

    The number of queries is constant for each type of record and 500 records of it.
    """
    asked = defaultdict(lambda: defaultdict(set))
    for check in all_checks():
        pks = set(touched.get(check.model, ()))
        for model, condition in check.depends.items():
            for some in _chunks(touched.get(model, ())):
                pks.update(check.model._base_manager.filter(condition(some)).values_list("pk", flat=True))
        for pk in pks:
            asked[check.model][pk].add(check)
    found, known = {}, {}
    for model, checks_of_pk in asked.items():
        for pks in _chunks(checks_of_pk):
            checks = {check for pk in pks for check in checks_of_pk[pk]}
            before = {finding.place: finding for finding in _findings(model, checks, pks)}
            known |= before
            for check in (check for check in all_checks() if check in checks):
                some = [pk for pk in pks if check in checks_of_pk[pk]]
                scope = Scope(_alive(model).filter(pk__in=some), some, _pairs(check, before))
                found |= {_place(check, doubt): doubt for doubt in check.find(scope)}
            # A check that was not asked about a record has nothing to take back there.
            for place in before:
                if not _was_asked(place, checks_of_pk):
                    known.pop(place)
    _keep(found, known)


def check_all(keys=None):
    """Ask every check, or those with these keys, about everything; one transaction for each."""
    for check in all_checks():
        if keys is None or check.key in keys:
            doubts = {_place(check, doubt): doubt for doubt in check.find(Scope(_alive(check.model)))}
            known = Finding.objects.about(check.model).filter(check_key=check.key)
            with transaction.atomic():
                _keep(doubts, {finding.place: finding for finding in known})
    if keys is None:
        # What a check found that is no longer there.
        Finding.objects.exclude(check_key__in=titles()).delete()


def _chunks(pks):
    pks = sorted(pks)
    return [pks[start : start + CHUNK] for start in range(0, len(pks), CHUNK)]


def _alive(model):
    return model.objects.exclude(status=Status.WITHDRAWN)


def _findings(model, checks, pks):
    """What these checks found about these records, or about others of the same type because of them."""
    kind = ContentType.objects.get_for_model(model)
    mine = Finding.objects.filter(content_type=kind, check_key__in=[check.key for check in checks])
    return mine.filter(Q(object_id__in=pks) | Q(other_type=kind, other_id__in=pks))


def _pairs(check, findings):
    """The pairs of one type among the findings of a check."""
    kind = ContentType.objects.get_for_model(check.model).pk
    return [(pk, other) for key, _, pk, other_type, other in findings if key == check.key and other_type == kind]


def _was_asked(place, checks_of_pk):
    key, _, pk, _, other = place
    return any(check.key == key for each in (pk, other) for check in checks_of_pk.get(each, ()))


def _place(check, doubt):
    kinds = ContentType.objects
    other_model, other = doubt.other or (None, None)
    other_type = kinds.get_for_model(other_model).pk if other_model else None
    return check.key, kinds.get_for_model(check.model).pk, doubt.pk, other_type, other


def _keep(found, known):
    """Bring the table in line with what was found. `known` are the findings that the same questions gave before."""
    now = timezone.now()
    changed = [
        finding.pk
        for place, finding in known.items()
        if (place not in found and finding.state != FindingState.PAST)
        or (place in found and _differs(finding, found[place]))
    ]
    # Locked in one order, so that two who close at one time wait for each other and nobody waits in a circle.
    locked = list(Finding.objects.select_for_update().filter(pk__in=changed).order_by("pk")) if changed else []
    gone = [finding for finding in locked if finding.place not in found]
    for finding in locked:
        if finding.place in found:
            finding.restate(found[finding.place].reason, found[finding.place].fingerprint, now)
        else:
            finding.state = FindingState.PAST
    forgotten = [finding.pk for finding in gone if not finding.comment]
    kept = [finding for finding in locked if finding.pk not in set(forgotten)]
    if kept:
        Finding.objects.bulk_update(kept, ["reason", "fingerprint", "found", "state"], batch_size=CHUNK)
    if forgotten:
        Finding.objects.filter(pk__in=forgotten).delete()
    new = sorted((place for place in found if place not in known), key=str)
    if new:
        rows = [_row(place, found[place], now) for place in new]
        # Another who closed just before may have found the same.
        Finding.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _differs(finding, doubt):
    return (
        finding.state == FindingState.PAST
        or finding.fingerprint != doubt.fingerprint
        or finding.reason != doubt.reason
    )


def _row(place, doubt, now):
    key, kind, pk, other_kind, other = place
    return Finding(
        check_key=key,
        content_type_id=kind,
        object_id=pk,
        other_type_id=other_kind,
        other_id=other,
        reason=doubt.reason,
        fingerprint=doubt.fingerprint,
        found=now,
    )
