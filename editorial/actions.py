"""
The verbs that move a record between its states: draft, in review, published, withdrawn.

Each takes records and joins the open changeset, or opens one. Whether the author may do it is asked at the door
(admin, import), which knows the request; what must hold for the record is asked here.
"""

from django.core.exceptions import ValidationError

from editorial.choices import ChangesetKind, Status
from editorial.units import changeset
from editorial.writing import write


def submit(records, *, author, reason=""):
    """Hand drafts to the reviewers."""
    _move(records, {Status.DRAFT}, Status.IN_REVIEW, author, reason)


def publish(records, *, author, reason=""):
    """Show records to readers. Raises ValidationError when one lacks what publication asks for."""
    _move(records, {Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN}, Status.PUBLISHED, author, reason)


def send_back(records, *, author, reason):
    """Return records under review to their editors, with a reason."""
    _move(records, {Status.IN_REVIEW}, Status.DRAFT, author, _required(reason))


def withdraw(records, *, author, reason):
    """Take published records from the readers, with a reason. Raises ValidationError while others need them."""
    leaving = set(records)
    for record in records:
        dependants = [other for other in record.published_dependants() if other not in leaving]
        if dependants:
            names = "; ".join(str(other) for other in dependants)
            raise ValidationError(f"{record} cannot be withdrawn while published records refer to it: {names}.")
    _move(records, {Status.PUBLISHED}, Status.WITHDRAWN, author, _required(reason))


def _required(reason):
    if not reason.strip():
        raise ValidationError("Say why: the reason is shown in the history.")
    return reason


def _move(records, sources, target, author, reason):
    with changeset(author=author, kind=ChangesetKind.ACTION, reason=reason):
        for record in records:
            if record.status not in sources:
                raise ValidationError(
                    f"{record} is {record.get_status_display().lower()} and cannot become {target.label.lower()}."
                )
            record.status = target
            write(record)
