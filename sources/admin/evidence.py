"""The passages that a record rests on, for a reviewer to read beside a proposal."""

from editorial.admin import Evidence
from sources.admin.naming import told_field
from sources.admin.pages import page_address
from sources.models import Citation, CitedRecord, Passage, Source

MAX_SHOWN = 200
#: How much of a long passage stands before and after the words quoted, or of one that is cited as a whole.
CONTEXT = 600


def evidence_of(record, proposed) -> list[Evidence]:
    """The citations of `record`, those that are proposed first, with their passages in two queries."""
    found = [(row, verb) for row, verb in proposed if isinstance(row, Citation)]
    if isinstance(record, CitedRecord):
        known = {citation.pk for citation, _verb in found if citation.pk is not None}
        found += [(citation, "") for citation in record.citations.exclude(pk__in=known)[:MAX_SHOWN]]
    passages = Passage.objects.in_bulk({citation.passage_id for citation, _verb in found} - {None})
    sources = Source.objects.in_bulk({citation.source_id for citation, _verb in found} - {None})
    for citation, _verb in found:
        citation.source = sources.get(citation.source_id)
        citation.passage = passages.get(citation.passage_id)
        if citation.passage is not None:
            citation.passage.source = citation.source
    return [_evidence(citation, verb) for citation, verb in found if citation.source is not None]


def _evidence(citation, verb):
    passage = citation.passage
    before, exact, after = _words(citation)
    return Evidence(
        title=str(citation),
        url=_address(citation),
        about=told_field(citation),
        stance=citation.get_stance_display(),
        says=citation.says,
        note=citation.note,
        before=before,
        exact=exact,
        after=after,
        summary=passage.summary if passage is not None and not passage.text else "",
        verb=verb,
    )


def _words(citation):
    """The text of the passage around and with the words quoted; of a long one the part that matters."""
    span = citation.span()
    if span is None:
        text = citation.passage.text if citation.passage is not None else ""
        return "", citation.exact, _cut(text, 2 * CONTEXT) if not citation.exact else ""
    text = citation.passage.text
    before = text[: span.start]
    if len(before) > CONTEXT:
        before = "… " + before[-CONTEXT:].partition(" ")[2]
    return before, text[span.start : span.end], _cut(text[span.end :], CONTEXT)


def _cut(text, length):
    return text if len(text) <= length else text[:length].rpartition(" ")[0] + " …"


def _address(citation):
    address = page_address(citation.source, "read")
    if citation.passage is None:
        return address
    number = citation.passage.number
    return f"{address}?edition={citation.passage.edition}&passage={number}#passage-{number}"
