"""
The verbs of review: what authors and reviewers do with a proposal.

Whether somebody may do it is asked at the door, which knows the request. Each verb names the version of the proposal
that was looked at; when something was done with it since, nothing happens and StaleProposalError says what.
"""

from contextlib import contextmanager

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from editorial.choices import ChangesetKind, ProposalState
from editorial.models import Proposal, ProposalComment
from editorial.proposals import compare
from editorial.units import changeset
from editorial.writing import locked

SAY_WHY = "Say why: the author reads it beside the proposal."


class StaleProposalError(Exception):
    """The proposal, or what it would change, is no longer what was looked at."""


class UndecidedError(Exception):
    """The record moved on in the same fields, and for some of them no choice was made."""


def propose(record, rehearsal, form, *, author):
    """
    Keep what was rehearsed as a proposal about `record`, and return it with whether it is new.

    `form` is the page it was typed on: (label of the type, key or None). The same proposal posted twice is one.
    """
    payload = {"form": list(form), "rows": rehearsal.rows}
    with transaction.atomic():
        # One at a time, so that a form posted twice is seen to be the same.
        list(locked(get_user_model()._base_manager.filter(pk=author.pk)))
        for other in Proposal.objects.about(record).of(author).waiting():
            if other.payload == payload:
                return other, False
        proposal = Proposal.objects.create(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk,
            title=str(record)[:500],
            base_version=record.version,
            payload=payload,
            reason=rehearsal.reason,
            author=author,
            author_name=author.get_username(),
        )
        _note(proposal, author, "proposed this", rehearsal.reason)
    return proposal, True


def revise(proposal, rehearsal, record, *, author, version):
    """Put other content into a proposal; a returned one waits for review again. Raises StaleProposalError."""
    with _taken(proposal, version) as held:
        held.payload = {"form": held.payload["form"], "rows": rehearsal.rows}
        held.base_version = record.version
        held.reason = rehearsal.reason or held.reason
        held.state = ProposalState.OPEN
        _note(held, author, "changed the proposal", rehearsal.reason)
    return held


def send_again(proposal, *, author, version, text=""):
    """Hand a returned proposal to the reviewers as it is. Raises StaleProposalError."""
    with _taken(proposal, version) as held:
        held.state = ProposalState.OPEN
        _note(held, author, "sent it again", text)


def send_back(proposal, *, reviewer, version, text):
    """Return a proposal to its author with a question or a wish. Raises StaleProposalError, ValidationError."""
    _decide(proposal, ProposalState.RETURNED, reviewer, version, "returned it", _required(text))


def reject(proposal, *, reviewer, version, text):
    """Put a proposal away for good, with the reason. Raises StaleProposalError, ValidationError."""
    _decide(proposal, ProposalState.REJECTED, reviewer, version, "rejected it", _required(text))


def take_back(proposal, *, author, version, text=""):
    """Put one's own proposal away. Raises StaleProposalError."""
    with _taken(proposal, version) as held:
        held.state = ProposalState.TAKEN_BACK
        _note(held, author, "took it back", text)


def comment(proposal, *, author, text):
    """Say something about a proposal. Raises ValidationError for nothing."""
    if not text.strip():
        raise ValidationError("Write what you want to say.")
    with transaction.atomic():
        held = Proposal.objects.select_for_update().get(pk=proposal.pk)
        _note(held, author, "commented", text)
        held.version += 1
        held.save()


def approve(proposal, *, reviewer, token, choices, text=""):
    """
    Write what a proposal says, in its author's name, and return the changeset.

    `token` is that of the comparison which the reviewer looked at, `choices` what to do about clashes. Raises
    StaleProposalError when anything changed since, UndecidedError for a clash without a choice, and ValidationError
    for what the write path refuses; nothing is written then.
    """
    with _taken(proposal, None) as held:
        comparison = compare(held, choices, lock=True)
        if comparison.token != token:
            raise StaleProposalError
        if comparison.undecided:
            raise UndecidedError
        reason = held.reason or text
        details = {"author": held.author, "approved_by": reviewer, "kind": ChangesetKind.PROPOSAL, "reason": reason}
        with changeset(**details) as unit:
            for row in comparison.rows:
                row.apply()
        if unit.changeset is None:
            raise ValidationError("The record already stands as proposed: nothing is left to approve. Reject it.")
        _approved(held, reviewer, unit.changeset, "approved it", text)
    return unit.changeset


def approve_as_edited(proposal, written, *, reviewer, version):
    """
    Mark a proposal as approved with the changeset that a reviewer made of it. Raises StaleProposalError.

    Called in the transaction of that changeset.
    """
    with _taken(proposal, version) as held:
        _approved(held, reviewer, written, "approved it with changes", written.reason)


@contextmanager
def _taken(proposal, version):
    """The proposal's row, locked, to be changed inside; its version is counted up and it is saved at the end."""
    with transaction.atomic():
        held = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if not held.is_undecided or version not in (None, held.version):
            raise StaleProposalError
        yield held
        held.version += 1
        held.save()


def _decide(proposal, state, reviewer, version, did, text):
    with _taken(proposal, version) as held:
        held.state = state
        held.decided_by = reviewer
        _note(held, reviewer, did, text)


def _approved(proposal, reviewer, written, did, text):
    proposal.state = ProposalState.APPROVED
    proposal.decided_by = reviewer
    proposal.changeset = written
    _note(proposal, reviewer, did, text)


def _note(proposal, author, did, text=""):
    ProposalComment.objects.create(
        proposal=proposal, author=author, author_name=author.get_username(), did=did, text=text.strip()
    )


def _required(text):
    if not text.strip():
        raise ValidationError(SAY_WHY)
    return text
