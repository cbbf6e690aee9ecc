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
