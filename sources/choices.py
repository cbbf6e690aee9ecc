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
