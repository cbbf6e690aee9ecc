"""The words that every curated record shares."""

from django.db import models


class Status(models.TextChoices):
    """Where a record stands on its way to readers."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChangesetKind(models.TextChoices):
    """Through which door a change came in."""

    FORM = "form", "Form"
    ACTION = "action", "List action"
    IMPORT = "import", "Import"
    SEED = "seed", "Seed"
    UNDO = "undo", "Undo"
    COMMAND = "command", "Command"
    PROPOSAL = "proposal", "Proposal"


class ProposalState(models.TextChoices):
    """What became of a proposed change."""

    OPEN = "open", "Waits for review"
    RETURNED = "returned", "Returned"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    TAKEN_BACK = "taken-back", "Taken back by its author"


class FindingState(models.TextChoices):
    """What became of a soft check's doubt."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    PAST = "past", "No longer so"
