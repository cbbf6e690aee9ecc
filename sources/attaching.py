"""
Attaching a document to a source: its bytes are kept, its passages numbered, and all of it written in one changeset.

A source without a document may have passages already, with fingerprints of a copy that the register does not hold (the
seeds do). A copy in which at least half of them agree is taken for that edition; any other copy is the next one.
"""

from dataclasses import dataclass, field
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db.models import Max

from editorial.choices import ChangesetKind
from editorial.units import changeset
from editorial.writing import locked, write, write_new
from sources.choices import Visibility
from sources.documents.parsed import ParsedDocument, ParsedPassage
from sources.documents.parsing import parse
from sources.models import FIRST_EDITION, Document, Passage, Source
from sources.storage import store

SAME_COPY = 0.5


@dataclass
class Attached:
    """
    What attaching did: the document, and whether it is new.

    `filled` are passages that were there and got their text, `created` those that are new; of the filled, `differing`
    are those whose fingerprint is not that of the document's text. `missing` are passages that the document lacks.
    """

    document: Document
    is_new: bool
    filled: list[Passage] = field(default_factory=list)
    created: list[Passage] = field(default_factory=list)
    differing: list[Passage] = field(default_factory=list)
    missing: list[Passage] = field(default_factory=list)


def attach(
    source: Source,
    data: bytes,
    name: str,
    *,
    author,
    visibility: str = Visibility.EDITORS,
    rights: str = "",
    kind: str = ChangesetKind.COMMAND,
    reason: str = "",
    seen: int | None = None,
) -> Attached:
    """
    Attach a file to a source; the same bytes a second time write nothing.

    `seen` is how many documents of the source its author saw (default: however many there are). Raises DocumentError
    when the file cannot be read, and ValidationError when its bytes belong to another source, another document was
    attached since, or a value is refused. Nothing is written then.
    """
    parsed = parse(data, name)
    digest = store(data)
    details = {"kind": kind, "reason": reason, "file_name": PurePath(name).name, "file_digest": digest}
    with changeset(author=author, **details):
        # Who attaches to one source at the same time, comes one after the other: editions are counted.
        list(locked(Source.objects.filter(pk=source.pk).only("pk")))
        known = Document.objects.filter(sha256=digest).select_related("source").first()
        if known is not None:
            if known.source_id != source.pk:
                raise ValidationError(f"These bytes are attached to “{known.source}” already.")
            return Attached(known, is_new=False)
        if seen is not None and seen != source.documents.count():
            raise ValidationError(
                "Another document was attached since this page was opened. Look at it, then choose your file again."
            )
        document = Document(
            source=source,
            edition=_edition_of(source, parsed),
            sha256=digest,
            media_type=parsed.media_type,
            file_name=PurePath(name).name,
            size=len(data),
            visibility=visibility,
            rights=rights,
        )
        write(document)
        attached = Attached(document, is_new=True)
        _write_passages(attached, parsed)
    return attached


def _edition_of(source, parsed):
    """The edition that a new document of a source is."""
    attached = set(source.documents.values_list("edition", flat=True))
    waiting = source.passages.exclude(edition__in=attached)
    digests = {each.number: each.fingerprint for each in parsed.passages}
    best, share = None, 0
    for edition in sorted(set(waiting.order_by().values_list("edition", flat=True))):
        told = list(waiting.filter(edition=edition).values_list("number", "fingerprint"))
        agreeing = sum(print_ in ("", digests.get(number)) for number, print_ in told) / len(told)
        if agreeing >= SAME_COPY and agreeing > share:
            best, share = edition, agreeing
    if best is not None:
        return best
    passages = source.passages.aggregate(newest=Max("edition"))["newest"] or FIRST_EDITION - 1
    return max([passages, *attached]) + 1


def _write_passages(attached: Attached, parsed: ParsedDocument):
    document = attached.document
    source, edition = document.source, document.edition
    present = {each.number: each for each in source.passages.filter(edition=edition)}
    earlier = _by_fingerprint(source.passages.filter(edition__lt=edition))
    for each in parsed.passages:
        passage = present.pop(each.number, None)
        if passage is not None:
            passage.source = source
            _fill(attached, passage, each)
            continue
        passage = Passage(source=source, edition=edition, number=each.number, kind=each.kind, section=each.section)
        passage.text, passage.headers, passage.fingerprint = each.text, list(each.headers), each.fingerprint
        _take_over(passage, earlier.get(passage.fingerprint, []))
        attached.created.append(passage)
    write_new(attached.created)
    attached.missing = sorted(present.values(), key=lambda each: each.number)
    # What is read from the document is derived, as search text is: the history holds the document's digest.
    Passage.objects.bulk_update(attached.filled, ["text", "headers"], batch_size=500)


def _fill(attached: Attached, passage: Passage, each: ParsedPassage):
    """Give a passage that is there its text; what people wrote about it stays."""
    passage.text, passage.headers = each.text, list(each.headers)
    attached.filled.append(passage)
    if not passage.fingerprint:
        passage.fingerprint = each.fingerprint
        write(passage)
    elif passage.fingerprint != each.fingerprint:
        attached.differing.append(passage)


def _by_fingerprint(passages):
    """The passages of older editions by fingerprint, those of the newest first."""
    found = {}
    for passage in passages.exclude(fingerprint="").order_by("-edition", "number"):
        found.setdefault(passage.fingerprint, []).append(passage)
    return found


def _take_over(passage, same):
    """What was said of the same words in an older edition holds in this one too."""
    if same:
        before = min(same, key=lambda each: (-each.edition, abs(each.number - passage.number)))
        passage.kind, passage.summary = before.kind, before.summary
        passage.nothing_to_record = before.nothing_to_record
