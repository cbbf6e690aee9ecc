"""Which parts of a document the register uses: cited, marked as having nothing to record, or still open."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from sources.models import Citation, Passage, Source


@dataclass(frozen=True)
class Coverage:
    """The passages of the newest edition of a source (None: of all sources) by what the register does with them."""

    source: Source | None
    cited: int
    marked: int
    open: int

    @property
    def passages(self):
        return self.cited + self.marked + self.open

    @property
    def percent(self):
        """Whole per cents that are cited or marked, never 100 while a passage is open; None without passages."""
        return (self.cited + self.marked) * 100 // self.passages if self.passages else None

    def as_dict(self):
        """For JSON."""
        return {
            "source": self.source.slug if self.source else None,
            "passages": self.passages,
            "cited": self.cited,
            "nothing_to_record": self.marked,
            "open": self.open,
            "percent": self.percent,
        }


def coverage(source: Source) -> Coverage:
    """The coverage of one source, in one query."""
    return coverage_of([source])[0]


def coverage_of(sources) -> list[Coverage]:
    """The coverage of each of the sources, in their order, in one query for all."""
    sources = list(sources)
    is_cited = Exists(Citation.objects.filter(passage=OuterRef("pk")))
    passages = Passage.objects.current().filter(source__in=[source.pk for source in sources])
    rows = (
        passages.annotate(is_cited=is_cited)
        .order_by()
        .values("source")
        .annotate(
            cited=Count("pk", filter=Q(is_cited=True)),
            marked=Count("pk", filter=Q(is_cited=False) & ~Q(nothing_to_record="")),
            open=Count("pk", filter=Q(is_cited=False, nothing_to_record="")),
        )
    )
    found = {row["source"]: (row["cited"], row["marked"], row["open"]) for row in rows}
    return [Coverage(source, *found.get(source.pk, (0, 0, 0))) for source in sources]


def total(coverages) -> Coverage:
    """The sum of several coverages."""
    coverages = list(coverages)
    return Coverage(
        None,
        sum(each.cited for each in coverages),
        sum(each.marked for each in coverages),
        sum(each.open for each in coverages),
    )
