"""
The day and the eyes that a page is asked for: `?on=2012-03-01` and `?as=georgia`, read once and carried by its links.

The clock is read here and nowhere below: whatever asks the register about a day is told the day.
"""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils import timezone

from core.dates import Certainty, DateError, parse
from relations.models import Country

ON, EYES = "on", "as"
PARAMETERS = (ON, EYES)
#: What a slider offers first; the date field takes earlier days too.
FIRST_YEAR = 1990
_ISO_LENGTH = 10


class MomentError(ValueError):
    """The address asks for a day or for eyes that there are not; the message says what to do."""


@dataclass(frozen=True)
class Moment:
    """
    The day that a page speaks of, and the State through whose eyes it looks.

    `today` is the reader's day; `is_asked` whether the address names the day. `eyes` is None for the view that takes
    no side.
    """

    day: date
    today: date
    is_asked: bool = False
    eyes: Country | None = None

    # Questions

    def surely(self, records):
        """Of records that last (`LastingQuerySet`), those that surely do on the day."""
        return records.surely_on(self.day, today=self.today)

    def possibly(self, records):
        """Those that may or may not: the sources do not say so exactly."""
        return records.possibly_on(self.day, today=self.today)

    def not_excluded(self, records):
        """Those that last on the day, surely or possibly."""
        return records.not_excluded_on(self.day, today=self.today)

    def certainty(self, record) -> Certainty:
        """Whether one record of what lasts does so on the day."""
        return record.spell.certainty(record, self.day, self.today)

    # Words

    @property
    def is_present(self):
        """Whether the page speaks of today."""
        return self.day == self.today

    @property
    def is_to_come(self):
        return self.day > self.today

    @property
    def told(self):
        """The day in words: "1 March 2012"."""
        return f"{self.day.day} {self.day:%B} {self.day.year}"

    @property
    def when(self):
        """The day as it closes a sentence: "today", "on 1 March 2012"."""
        return "today" if self.is_present else f"on {self.told}"

    @property
    def opening(self):
        """How a sentence about another day than today opens: "On 1 March 2012: "."""
        return "" if self.is_present else f"On {self.told}: "

    @property
    def first_year(self):
        """Where the slider begins."""
        return min(FIRST_YEAR, self.day.year)

    # Addresses

    @property
    def carried(self):
        """(name, value) of the parameters that links keep."""
        on = [(ON, self.day.isoformat())] if self.is_asked else []
        return [*on, *([(EYES, self.eyes.slug)] if self.eyes else [])]

    def url(self, address: str) -> str:
        """An address of the site that keeps the day and the eyes; every other address as it is."""
        if not self.carried or not address.startswith("/"):
            return address
        scheme, host, path, query, place = urlsplit(address)
        kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in PARAMETERS]
        return urlunsplit((scheme, host, path, urlencode([*kept, *self.carried]), place))

    def without_day(self):
        """The same view of today."""
        return replace(self, day=self.today, is_asked=False)


def moment_of(request: HttpRequest) -> Moment:
    """The moment that the address asks for. Raises MomentError. One query where it names eyes, else none."""
    today = timezone.now().date()
    asked = request.GET.get(ON, "").strip()
    day = day_of(asked) if asked else today
    return Moment(day, today, bool(asked), _eyes(request.GET.get(EYES, "").strip()))


def day_of(text: str) -> date:
    """The one day that a text means. Raises MomentError."""
    try:
        read = parse(text)
    except DateError as error:
        raise MomentError(f"{error} A page can be seen as of one day, like 2012-03-01.") from error
    if read.earliest is None or read.earliest != read.latest or len(read.edtf) != _ISO_LENGTH:
        raise MomentError(f"“{text[:60]}” is no single day. A page can be seen as of one day, like 2012-03-01.")
    return read.earliest


def _eyes(slug):
    if not slug:
        return None
    country = Country.objects.published().defer("search_text").filter(slug=slug).first()
    if country is None:
        raise MomentError(f"The register has no country “{slug[:60]}” through whose eyes to look.")
    return country
