"""The fixed words of sources and citations."""

from django.db import models


class SourceType(models.TextChoices):
    """What kind of publication a source is."""

    ENCYCLOPEDIA_ARTICLE = "encyclopedia-article", "Encyclopedia article"
    OFFICIAL_STATEMENT = "official-statement", "Official statement"
    LEGAL_INSTRUMENT = "legal-instrument", "Legal instrument"
    NEWS_REPORT = "news-report", "News report"
    BOOK = "book", "Book"
    DATASET = "dataset", "Dataset"
    OTHER = "other", "Other"


class PassageKind(models.TextChoices):
    """What a passage is in the layout of its document."""

    HEADING = "heading", "Heading"
    PARAGRAPH = "paragraph", "Paragraph"
    LIST_ITEM = "list-item", "List item"
    TABLE_ROW = "table-row", "Table row"
    CAPTION = "caption", "Caption"


class Stance(models.TextChoices):
    """Whether the source bears the fact out."""

    SUPPORTS = "supports", "Supports"
    DISPUTES = "disputes", "Disputes"


class Visibility(models.TextChoices):
    """Who reads the full text of a document here."""

    PUBLIC = "public", "Public"
    EDITORS = "editors", "Editors only"


class CitationState(models.TextChoices):
    """What a machine finds when it looks a citation up in the attached document."""

    VERIFIED = "verified", "Verified"
    MOVED = "moved", "Moved"
    REWORDED = "reworded", "Reworded"
    GONE = "gone", "Gone"
    NO_DOCUMENT = "no-document", "No document attached"


class Anchor(models.TextChoices):
    """Where a citation of an older copy belongs in the newest."""

    SAME = "same", "Same"
    MOVED = "moved", "Moved"
    REWORDED = "reworded", "Reworded"
    GONE = "gone", "Gone"


# What a citation is about when it names no field.
WHOLE_RECORD = "The record as a whole"
