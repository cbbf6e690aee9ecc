"""The map of the world, and of the parts of it where points lie close together."""

from dataclasses import dataclass, field
from math import dist

from public.pictures.geometry import WORLD_HEIGHT, Part, areas, on_world, world
from public.pictures.labels import placed
from public.pictures.markings import Marking
from relations.models import Country

#: What of the drawing is shown: its west is empty sea, its south is Antarctica's.
LEFT, WIDTH, HEIGHT = 60, 1930, WORLD_HEIGHT - 30
#: An area smaller than this, in square units, is hardly seen: its State is a point too.
SMALLEST_SEEN = 60
#: Points nearer than this on the map of the world are shown once more in a part of it, in its own units.
CLOSE = 45
PART_WIDTH, PART_HEIGHT, PART_TYPE, PART_POINT = 420, 300, 13, 6


@dataclass
class Place:
    """A country on a map: its marking, what is said of it, its area and its point, as far as it has them."""

    country: Country
    marking: Marking
    told: str
    record: object = None
    key: str = ""
    path: str = ""
    x: int | None = None
    y: int | None = None
    is_small: bool = False

    @property
    def has_point(self):
        return self.x is not None and (self.marking.is_marked or not self.path or self.is_small)

    @property
    def is_shown(self):
        return bool(self.path) or self.x is not None

    @property
    def title(self):
        return f"{self.country}: {self.told}"


@dataclass
class Drawn:
    """A marking with its places, as one picture has them."""

    marking: Marking
    places: list = field(default_factory=list)

    @property
    def has_areas(self):
        return any(place.path for place in self.places)

    @property
    def has_points(self):
        return any(place.has_point for place in self.places)


@dataclass
class Closer:
    """A part of the world on a larger scale."""

    land: str
    areas: list
    points: list
    labels: list
    width: int = PART_WIDTH
    height: int = PART_HEIGHT


@dataclass
class WorldMap:
    """All that the picture of the world shows, by marking. `land` is the path of the areas without a record."""

    groups: list[Drawn]
    land: str
    closer: Closer | None
    box: str = f"{LEFT} 0 {WIDTH} {HEIGHT}"

    @property
    def points(self):
        """The groups with the places that bear a shape; the last are drawn above the others."""
        shown = [Drawn(group.marking, [each for each in group.places if each.has_point]) for group in self.groups]
        return [group for group in reversed(shown) if group.places]

    @property
    def unplaced(self):
        """Countries with neither an area nor coordinates."""
        return [place.country for group in self.groups for place in group.places if not place.is_shown]


def world_map(places: list[Place], markings: tuple[Marking, ...]) -> WorldMap:
    """The map of these places; their areas and points are found here."""
    drawn, taken = world(), set()
    for place in places:
        key = area_of(place.country)
        if key and key not in taken:
            taken.add(key)
            place.key, place.path = key, drawn[key].path
            place.is_small = drawn[key].size < SMALLEST_SEEN
        if place.country.latitude is not None:
            x, y = on_world(float(place.country.longitude), float(place.country.latitude))
            place.x, place.y = round(x), round(y)
    groups = [Drawn(marking, [each for each in places if each.marking is marking]) for marking in markings]
    land = "".join(area.path for key, area in drawn.items() if key not in taken)
    return WorldMap([group for group in groups if group.places], land, _closer(places, markings))


def area_of(country: Country) -> str:
    """The key of a country's area; empty for one that the geometry lacks."""
    return next((key for key in (country.iso_alpha3, country.slug) if key and key in areas()), "")


def _closer(places, markings):
    """The part of the world where most places without an area lie close together; None where they do not."""
    crowd = max(_crowds([place for place in places if place.has_point and not place.path]), key=len, default=[])
    if len(crowd) < 2:
        return None
    part = Part.around([_degrees(place) for place in crowd], PART_WIDTH, PART_HEIGHT, least=6, room=0.12)
    paths = part.paths()
    by_key = {place.key: place for place in places if place.key}
    points = [
        (place, round(x, 1), round(y, 1))
        for place in places
        if place.has_point
        for x, y in [part.place(*_degrees(place))]
        if 0 < x < PART_WIDTH and 0 < y < PART_HEIGHT
    ]
    # The strongest markings choose the room for their names first, and are drawn last.
    points.sort(key=lambda point: markings.index(point[0].marking))
    names = [(x, y, str(place.country)) for place, x, y in points]
    return Closer(
        "".join(path for key, path in paths.items() if key not in by_key),
        [(by_key[key], path) for key, path in paths.items() if key in by_key],
        points[::-1],
        placed(names, PART_WIDTH, PART_HEIGHT, PART_TYPE, PART_POINT),
    )


def _crowds(places):
    """The places in groups: in each, a chain of close neighbours joins any two."""
    left = list(places)
    while left:
        crowd, waiting = [], [left.pop()]
        while waiting:
            place = waiting.pop()
            crowd.append(place)
            near = [each for each in left if dist((each.x, each.y), (place.x, place.y)) < CLOSE]
            left = [each for each in left if each not in near]
            waiting += near
        yield crowd


def _degrees(place):
    return float(place.country.longitude), float(place.country.latitude)
