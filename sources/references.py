"""What “Cite this” says: a page of the register, or a source, as a bibliography names it."""

import re
from dataclasses import dataclass
from datetime import date

from core.dates import PartialDate
from core.text import fold
from sources.choices import SourceType
from sources.models import CitedRecord, Source

REGISTER = "Chancery"


@dataclass(frozen=True)
class When:
    """A day as far as it is known: a year, and perhaps its month and day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, value: PartialDate | None):
        """The year, month and day that are sure in a partial date; None when not even the year is."""
        if not value or value.earliest is None or value.latest is None:
            return None
        first, last = value.earliest, value.latest
        if first.year != last.year:
            return None
        if first.month != last.month:
            return cls(first.year)
        return cls(first.year, first.month, first.day) if first == last else cls(first.year, first.month)

    @classmethod
    def on(cls, day: date):
        return cls(day.year, day.month, day.day)

    @property
    def parts(self):
        return [part for part in (self.year, self.month, self.day) if part]

    def __str__(self):
        return "-".join(f"{part:04}" if index == 0 else f"{part:02}" for index, part in enumerate(self.parts))


@dataclass(frozen=True)
class Reference:
    """What a bibliography says of one thing. `address` leads to this very version of it."""

    key: str
    kind: str
    title: str
    address: str
    author: str = ""
    publisher: str = ""
    container: str = ""
    issued: When | None = None
    accessed: When | None = None
    language: str = ""
    version: str = ""
    note: str = ""


def of_record(record: CitedRecord, address: str, *, accessed: date, register: str = REGISTER) -> Reference:
    """The page of a record; `address` is the absolute one of its page, to which the version is added."""
    return Reference(
        key=_key(record._meta.model_name, record.slug),
        kind="webpage",
        title=str(record),
        address=permalink(address, record.version),
        author=register,
        container=register,
        accessed=When.on(accessed),
        language="en",
        version=str(record.version),
        note=f"{record._meta.verbose_name.capitalize()}, version {record.version}",
    )


def of_source(source: Source, address: str, *, accessed: date, register: str = REGISTER) -> Reference:
    """A source itself, with its own author, publisher and date; `address` is the absolute one of its page here."""
    kinds = {
        SourceType.ENCYCLOPEDIA_ARTICLE: "entry-encyclopedia",
        SourceType.LEGAL_INSTRUMENT: "legislation",
        SourceType.NEWS_REPORT: "article-newspaper",
        SourceType.BOOK: "book",
        SourceType.DATASET: "dataset",
    }
    here = permalink(address, source.version)
    return Reference(
        key=_key("source", source.slug),
        kind=kinds.get(source.source_type, "document"),
        title=source.title,
        address=source.url or here,
        author=source.author,
        publisher=source.publisher,
        issued=When.of(source.published),
        accessed=When.of(source.accessed) or When.on(accessed),
        language=source.language,
        version=str(source.version),
        note=f"As kept by {register}: {here}" if source.url else "",
    )


def permalink(address: str, version: int) -> str:
    """The address of one version of a page."""
    return f"{address}?version={version}"


def _key(kind, slug):
    """A key that every parser takes: ASCII letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9-]+", "-", f"chancery-{kind}-{fold(slug)}")
