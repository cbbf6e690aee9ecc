import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from sources.choices import CitationState
from sources.models import Citation, Source
from sources.verification import counts, verify


class Command(BaseCommand):
    help = (
        "Look every citation up in the attached documents. Ends with exit code 1 when one has moved, is reworded or "
        "is gone."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--json", type=Path, dest="report", metavar="PATH", help="Write a report with every citation to a file."
        )
        parser.add_argument("--source", metavar="SLUG", help="Only the citations of one source.")

    def handle(self, report, source, **options):
        citations = Citation.objects.all()
        if source:
            if not Source.objects.filter(slug=source).exists():
                raise CommandError(f"There is no source “{source}”.")
            citations = citations.filter(source__slug=source)
        verdicts = verify(citations.order_by("pk").prefetch_related("record"))
        found = counts(verdicts)
        if report is not None:
            write_report(report, found, verdicts)
        for state, number in found.items():
            self.stdout.write(f"{CitationState(state).label}: {number:,}")
        problems = [verdict for verdict in verdicts if verdict.is_problem]
        for verdict in problems:
            self.stdout.write(line_of(verdict))
        if problems:
            raise CommandError(f"{len(problems):,} citations do not stand as they should.")


def line_of(verdict):
    """One problem in one line."""
    citation = verdict.citation
    about = f"{citation.content_type.model} {getattr(citation.record, 'slug', '')} {citation.field}".strip()
    place = f" (now ¶{verdict.found.number})" if verdict.found else ""
    return f"{verdict.state.label.lower()}: {citation.key}, {about}, at {citation}{place}. {verdict.detail}"


def write_report(path, found, verdicts):
    """Write the JSON report: the counts, and each citation with its state."""
    report = {"counts": found, "citations": [verdict.as_dict() for verdict in verdicts]}
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
