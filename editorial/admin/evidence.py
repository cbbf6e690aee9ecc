"""
What a record rests on, as a reviewer reads it beside a proposal.

The room that knows what evidence is signs here how it is found, as it signs its admin on the site:

    add_evidence(evidence_of)

`evidence_of(record, proposed)` takes the record, or None, and (row, verb) pairs of what a proposal adds, changes or
deletes; it returns Evidence, what is proposed first.
"""

from dataclasses import dataclass

_finders = []


@dataclass(frozen=True)
class Evidence:
    """
    One place in a source, and what it is brought forward for.

    `before`, `exact` and `after` are the words there, `exact` those that are quoted; `summary` tells them in our own
    words where the document is not kept. `verb` says what the proposal does with it, a blank that it stands already.
    """

    title: str
    url: str
    about: str
    stance: str
    says: str = ""
    note: str = ""
    before: str = ""
    exact: str = ""
    after: str = ""
    summary: str = ""
    verb: str = ""


def add_evidence(finder):
    """Have the pages of review ask `finder` too."""
    _finders.append(finder)


def evidence_for(record, proposed=()):
    """The evidence of a record with what is proposed of it, from every room that signed."""
    return [each for finder in _finders for each in finder(record, proposed)]
