"""Where two countries lie: a small map that holds both."""

from dataclasses import dataclass

from public.pictures.geometry import Part, areas
from public.pictures.labels import placed
from public.pictures.map import area_of
from relations.models import Country

WIDTH, HEIGHT, TYPE, POINT = 420, 260, 14, 7


@dataclass
class Located:
    """One of the two countries: its area in the picture, as far as it has one, and its capital."""

    country: Country
    path: str
    x: float
    y: float
    #: The first of the two is filled, the second hatched.
    look: str


@dataclass
class Locator:
    """The areas around, the two countries and their names."""

    land: str
    countries: list[Located]
    labels: list
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def title(self):
        """What the picture shows, for those who do not see it."""
        first, second = self.countries
        return f"Map: {first.country} and {second.country}"

    @property
    def has_hatching(self):
        """Whether the second country has an area, which is hatched."""
        return bool(self.countries[1].path)


def locator(first: Country, second: Country) -> Locator | None:
    """The map of two countries; None where the place of one of them is not known."""
    places = [_place(country) for country in (first, second)]
    if None in places:
        return None
    part = Part.around(places, WIDTH, HEIGHT)
    paths = part.paths()
    keys = [area_of(country) for country in (first, second)]
    found = []
    for country, key, place, look in zip((first, second), keys, places, ("one", "other"), strict=True):
        x, y = part.place(*place)
        found.append(Located(country, paths.get(key, "") if key else "", round(x, 1), round(y, 1), look))
    names = [(each.x, each.y, str(each.country)) for each in found]
    land = "".join(path for key, path in paths.items() if not key or key not in keys)
    return Locator(land, found, placed(names, WIDTH, HEIGHT, TYPE, POINT))


def _place(country):
    """The capital in degrees or, where it is not recorded, the middle of the largest part of the area."""
    if country.latitude is not None:
        return float(country.longitude), float(country.latitude)
    key = area_of(country)
    if not key:
        return None
    ring = max(areas()[key], key=len)
    return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)
