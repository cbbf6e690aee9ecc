"""Accepting what a soft check found, with a comment, and opening it again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from editorial.choices import FindingState
from editorial.models import Finding, FindingRemark

SAY_WHY = "Say why this may stand as it is: the comment is shown beside the finding."


def accept(finding, *, author, comment, fingerprint):
    """
    Let a finding stand, for a reason, as long as the facts are those of `fingerprint`.

    Raises ValidationError without a comment, and when the finding is no longer the one that its reader saw.
    """
    if not comment.strip():
        raise ValidationError(SAY_WHY)
    with transaction.atomic():
        finding = _locked(finding, fingerprint)
        finding.state = FindingState.ACCEPTED
        finding.comment, finding.accepted_fingerprint = comment, fingerprint
        finding.accepted_by, finding.accepted_by_name = author, author.get_username()
        finding.accepted = timezone.now()
        finding.save()
        _remark(finding, author, "accepted it", comment)


def reopen(finding, *, author, comment="", fingerprint):
    """Take an acceptance back; what was said stays. Raises ValidationError as `accept` does."""
    with transaction.atomic():
        finding = _locked(finding, fingerprint)
        finding.state, finding.accepted_fingerprint = FindingState.OPEN, ""
        finding.save()
        _remark(finding, author, "opened it again", comment)


def _locked(finding, fingerprint):
    found = Finding.objects.select_for_update().filter(pk=finding.pk).first()
    if found is None or found.state == FindingState.PAST or found.fingerprint != fingerprint:
        raise ValidationError("The facts have changed since this page was opened. Look at the finding again.")
    return found


def _remark(finding, author, did, text):
    FindingRemark.objects.create(finding=finding, author=author, author_name=author.get_username(), did=did, text=text)
