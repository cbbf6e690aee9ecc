"""What the address of a map asks for, beside the day and the eyes that every page has."""

from dataclasses import dataclass
from urllib.parse import urlencode

from public.moment import Moment
from relations.models import Country


class AskedError(Exception):
    """The address asks for something that no picture can show; the message says what to do."""


@dataclass(frozen=True)
class Asked:
    """The moment, and the country whose recognition a map shows; without one, eyes show whom they recognize."""

    moment: Moment
    of: Country | None = None

    @property
    def eyes(self):
        """The State as whose eyes the map is drawn; None where it shows who recognizes another."""
        return None if self.of else self.moment.eyes

    @property
    def subject(self):
        """The country that the map is about, if it is about one."""
        return self.of or self.moment.eyes

    @property
    def query(self):
        """The part of an address after its path that asks the same; "" where nothing is asked."""
        asked = [*([("of", self.of.slug)] if self.of else []), *self.moment.carried]
        return f"?{urlencode(asked)}" if asked else ""


def asked_of(request) -> Asked:
    """What an address asks for. Raises AskedError."""
    slug = request.GET.get("of", "").strip()
    if not slug:
        return Asked(request.moment)
    country = Country.objects.published().defer("search_text").filter(slug=slug).first()
    if country is None:
        raise AskedError(f"The register has no country “{slug[:60]}”. Choose one on the map of the world.")
    return Asked(request.moment, country)
