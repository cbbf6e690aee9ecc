"""
Where things lie on a map: the areas of States, and the two ways in which the earth is made flat.

The world is drawn in the Equal Earth projection (Šavrič, Patterson and Jenny 2018), which shows areas in their true
proportions; a part of it in a plate carrée that is true at its middle. `public/data/areas.json` says where the areas
are from.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from public.pictures.simplifying import simplified

DATA = Path(__file__).resolve().parent.parent / "data" / "areas.json"

#: The size of the world in the units of its drawing, and the meridian at its middle: it cuts no country but the sea.
WORLD_WIDTH, WORLD_HEIGHT = 2000, 912
MIDDLE = 11
NORTH = 83.7
#: In units of the drawing: the smallest triangle a line keeps, and the smallest island.
SMALLEST_TRIANGLE, SMALLEST_ISLAND = 2.5, 12

_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)


@dataclass(frozen=True)
class Area:
    """An area of the world's map: its path in SVG, and its size in square units."""

    path: str
    size: float


@lru_cache(maxsize=1)
def _data():
    """The lines of the file in degrees, and the rings of each area as the numbers of their lines."""
    told = json.loads(DATA.read_text(encoding="utf-8"))
    lines = []
    for flat in told["arcs"]:
        x, y = flat[0], flat[1]
        line = [(x / told["grid"], y / told["grid"])]
        for place in range(2, len(flat), 2):
            x, y = x + flat[place], y + flat[place + 1]
            line.append((x / told["grid"], y / told["grid"]))
        lines.append(line)
    return lines, told["areas"]


def _rings(lines, numbers):
    for ring in numbers:
        yield _unbroken(
            [point for number in ring for point in (lines[number] if number >= 0 else lines[~number][::-1])]
        )


def _unbroken(points):
    """A line that goes on beyond 180 degrees where it crosses the 180th meridian."""
    turns, before, found = 0, points[0][0], []
    for x, y in points:
        turns += (before - x > 180) - (x - before > 180)
        found.append((x + 360 * turns, y))
        before = x
    return found


@lru_cache(maxsize=1)
def areas() -> dict[str, list]:
    """The rings of each area in degrees, by ISO 3166-1 alpha-3 code or, where there is none, by slug."""
    lines, numbers = _data()
    return {key: list(_rings(lines, of)) for key, of in numbers.items()}


def on_world(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place in degrees lies on the map of the world."""
    x, y = _equal_earth((longitude - MIDDLE + 180) % 360 - 180, latitude)
    return _scaled(x, y)


def _equal_earth(longitude, latitude):
    a, b, c, d = _EQUAL_EARTH
    angle = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = angle * angle
    slope = a + 3 * b * square + square**3 * (7 * c + 9 * d * square)
    x = 2 / sqrt(3) * radians(longitude) * cos(angle) / slope
    return x, angle * (a + b * square + square**3 * (c + d * square))


_WIDEST = _equal_earth(180, 0)[0]
_TOP = _equal_earth(0, NORTH)[1]


def _scaled(x, y):
    unit = WORLD_WIDTH / 2 / _WIDEST
    return WORLD_WIDTH / 2 + x * unit, (_TOP - y) * unit


@lru_cache(maxsize=1)
def world() -> dict[str, Area]:
    """Every area as it is drawn on the map of the world, by the keys of `areas`."""
    lines, numbers = _data()
    thin = [_thinned(_unbroken(line)) for line in lines]
    found = {}
    for key, of in numbers.items():
        rings = sorted(map(_flat, _rings(thin, of)), key=size_of, reverse=True)
        sizes = [size_of(ring) for ring in rings]
        kept = [ring for place, ring in enumerate(rings) if not place or sizes[place] >= SMALLEST_ISLAND]
        found[key] = Area("".join(map(path_of, kept)), sum(sizes))
    return found


def _thinned(line):
    """A line in degrees with the points that the map of the world has room for."""
    middle = line[0][0]
    drawn = [_scaled(*_equal_earth(x - middle, y)) for x, y in line]
    degrees = dict(zip(drawn, line, strict=True))
    return [degrees[point] for point in simplified(drawn, SMALLEST_TRIANGLE)]


def _flat(ring):
    """A ring in degrees on the map of the world; what lies beyond the western edge belongs to the east."""
    turn = 360 if max(x for x, _y in ring) < MIDDLE - 179 else 0
    turn = -360 if min(x for x, _y in ring) > MIDDLE + 181 else turn
    points = [_scaled(*_equal_earth(x + turn - MIDDLE, y)) for x, y in ring]
    return [(round(x), round(y)) for x, y in points]


def size_of(ring: list[tuple[float, float]]) -> float:
    """The area of a ring, in the square of its units."""
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def path_of(ring: list[tuple[int, int]]) -> str:
    """A ring of whole numbers as a path of SVG, in steps from point to point; nothing for less than a triangle."""
    steps = []
    x, y = ring[0]
    for u, v in ring[1:]:
        if (u, v) != (x, y):
            steps.append((u - x, v - y))
            x, y = u, v
    if (x, y) == ring[0] and steps:
        steps.pop()
    if len(steps) < 2:
        return ""
    numbers = " ".join(f"{across} {up}" for across, up in steps).replace(" -", "-")
    return f"M{ring[0][0]} {ring[0][1]}l{numbers}z"


@dataclass(frozen=True)
class Part:
    """A part of the world around a place in degrees: `degrees` of latitude high, `width` by `height` in units."""

    longitude: float
    latitude: float
    degrees: float
    width: int
    height: int

    @classmethod
    def around(cls, places, width: int, height: int, *, least: float = 9, room: float = 0.28) -> "Part":
        """
        The part that holds all `places` (longitude, latitude), over the 180th meridian where that is the shorter way.

        At least `least` degrees high; `room` is the share of it kept free on each side.
        """
        west, east = _shortest_arc([longitude for longitude, _latitude in places])
        south, north = min(latitude for _x, latitude in places), max(latitude for _x, latitude in places)
        latitude = (south + north) / 2
        across = (east - west) * cos(radians(latitude)) * height / width
        degrees = min(max((north - south) / (1 - 2 * room), across / (1 - 2 * room), least), 160)
        # The map does not reach beyond the poles.
        latitude = max(min(latitude, 90 - degrees / 2), -90 + degrees / 2)
        return cls((west + east) / 2, latitude, degrees, width, height)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place lies in units, by the shorter way from the middle."""
        return self._place((longitude - self.longitude + 180) % 360 - 180 + self.longitude, latitude)

    def _place(self, longitude, latitude):
        unit = self.height / self.degrees
        across = (longitude - self.longitude) * cos(radians(self.latitude)) * unit
        return self.width / 2 + across, self.height / 2 + (self.latitude - latitude) * unit

    def paths(self) -> dict[str, str]:
        """The paths of the areas that lie in this part, by the keys of `areas`."""
        return _paths(self)

    def path(self, rings: list) -> str:
        """The path of some rings in degrees, as far as they lie in this part."""
        across = self.degrees * self.width / self.height / cos(radians(self.latitude)) / 2 + 1
        found = []
        for ring in rings:
            west, east = min(x for x, _y in ring), max(x for x, _y in ring)
            for turn in (-360, 0, 360):
                if east + turn < self.longitude - across or west + turn > self.longitude + across:
                    continue
                points = self._within([self._place(x + turn, y) for x, y in ring])
                if points:
                    thin = simplified([*points, points[0]], 0.5)
                    found.append(path_of([(round(x), round(y)) for x, y in thin]))
        return "".join(found)

    def _within(self, ring):
        """The ring, cut along the edges of the part (Sutherland and Hodgman 1974); empty where it lies outside."""
        margin = 4
        for axis, edge, sign in (
            (0, -margin, 1),
            (0, self.width + margin, -1),
            (1, -margin, 1),
            (1, self.height + margin, -1),
        ):
            ring = _cut(ring, axis, edge, sign)
            if not ring:
                return []
        return ring


@lru_cache(maxsize=128)
def _paths(part):
    return {key: path for key, rings in areas().items() if (path := part.path(rings))}


def _cut(ring, axis, edge, sign):
    """What of a ring lies on one side of a line across it."""
    kept = []
    previous = ring[-1]
    was_in = (previous[axis] - edge) * sign >= 0
    for point in ring:
        is_in = (point[axis] - edge) * sign >= 0
        if is_in != was_in:
            share = (edge - previous[axis]) / (point[axis] - previous[axis])
            crossing = [a + (b - a) * share for a, b in zip(previous, point, strict=True)]
            kept.append((crossing[0], crossing[1]))
        if is_in:
            kept.append(point)
        previous, was_in = point, is_in
    return kept


def _shortest_arc(longitudes):
    """The western and the eastern end of the shortest arc with all longitudes; the eastern one may exceed 180."""
    ordered = sorted(set(longitudes))
    gaps = [(after - before, after) for before, after in zip(ordered, [*ordered[1:], ordered[0] + 360], strict=True)]
    widest, after = max(gaps)
    west = after if after in ordered else after - 360
    return west, west + 360 - widest
