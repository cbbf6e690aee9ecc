import json
from collections import Counter, defaultdict
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError

from editorial.checking import check_all
from editorial.checks import titles
from editorial.choices import FindingState
from editorial.models import Finding


class Command(BaseCommand):
    help = (
        "Ask every soft check about the whole register, and list what is worth a look. Ends with exit code 1 when a "
        "finding is open, which means that nobody has accepted it with a comment."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", metavar="KEY", action="append", help="Only this check; may be given repeatedly."
        )
        parser.add_argument(
            "--json", type=Path, dest="report", metavar="PATH", help="Write a report with every finding to a file."
        )

    def handle(self, check, report, **options):
        known = titles()
        for key in check or ():
            if key not in known:
                raise CommandError(f"There is no check “{key}”. There are {', '.join(known)}.")
        check_all(check)
        findings = Finding.objects.standing().filter(check_key__in=check or known)
        findings = list(findings.order_by("check_key", "content_type", "object_id", "pk"))
        told = _slugs(findings)
        if report is not None:
            rows = [_as_dict(finding, told) for finding in findings]
            report.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for finding in findings:
            self.stdout.write(_line_of(finding, told))
        states = Counter(finding.state for finding in findings)
        numbers = f"{states[FindingState.OPEN]:,} open, {states[FindingState.ACCEPTED]:,} accepted"
        if states[FindingState.OPEN]:
            raise CommandError(f"Worth a look: {numbers}. Correct the records, or accept the findings at the desk.")
        self.stdout.write(f"Worth a look: {numbers}.")


def _slugs(findings):
    """The slug of each finding's record, with one query for each type of record."""
    keys = defaultdict(set)
    for finding in findings:
        keys[finding.content_type_id].add(finding.object_id)
    found = {}
    for kind, pks in keys.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        slugs = model._base_manager.filter(pk__in=pks).values_list("pk", "slug")
        found |= {(kind, pk): f"{model._meta.verbose_name} {slug}" for pk, slug in slugs}
    return found


def _line_of(finding, told):
    record = told.get((finding.content_type_id, finding.object_id), "a record that is gone")
    accepted = f" Accepted by {finding.accepted_by_name}: {finding.comment}" if finding.is_accepted else ""
    return f"{finding.check_key}: {record}: {finding.reason}{accepted}"


def _as_dict(finding, told):
    return {
        "check": finding.check_key,
        "record": told.get((finding.content_type_id, finding.object_id), ""),
        "reason": finding.reason,
        "state": finding.state,
        "found": finding.found.isoformat(),
        "comment": finding.comment,
        "accepted_by": finding.accepted_by_name,
        "accepted": finding.accepted and finding.accepted.isoformat(),
    }
