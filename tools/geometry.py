"""
Makes public/data/areas.json, the areas that the maps are drawn with, from Natural Earth's countries at 1:50 million.

Natural Earth is in the public domain. It is read from the npm package world-atlas (version 2.0.2), which holds it as
TopoJSON with the numeric codes of ISO 3166-1; i18n-iso-countries translates these into three-letter codes.
In a folder outside the repository, then at its root:

    npm install world-atlas@2.0.2 i18n-iso-countries
    python -m tools.geometry <that folder>/node_modules

What is changed: lines are simplified, islands too small to be seen are left out unless they are all of a State, and
Antarctica is left out. Crimea, which Natural Earth counts to Russia and the UN General Assembly to Ukraine
(resolution 68/262), becomes an area of its own that belongs to neither, as the other disputed areas are already.
"""

import json
import sys
from pathlib import Path

from public.pictures.simplifying import simplified

OUTPUT = Path(__file__).resolve().parent.parent / "public" / "data" / "areas.json"
#: The steps of the grid that coordinates are rounded to, per degree.
GRID = 50
#: In square degrees: the smallest triangle that a line keeps, and the smallest island drawn.
SMALLEST_TRIANGLE = 0.02
SMALLEST_ISLAND = 0.1
WITHOUT_CODE = {"Kosovo": "kosovo", "N. Cyprus": "northern-cyprus", "Somaliland": "somaliland"}
LEFT_OUT = {"ATA"}
#: A point in Crimea, and its area's key.
CRIMEA = (34.1, 45.1)


def main(packages: Path) -> None:
    """Writes the file and says how large it is."""
    topology = json.loads((packages / "world-atlas" / "countries-50m.json").read_text())
    codes = json.loads((packages / "i18n-iso-countries" / "codes.json").read_text())
    by_number = {number: alpha3 for _alpha2, alpha3, number, *_rest in codes}
    lines = _lines(topology)
    thin = [simplified(line, SMALLEST_TRIANGLE) for line in lines]
    areas = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        key = by_number.get(geometry.get("id"), WITHOUT_CODE.get(name, ""))
        if key in LEFT_OUT:
            continue
        rings = [ring for polygon in _polygons(geometry) for ring in polygon]
        rings.sort(key=lambda ring: -_size(_joined(lines, ring)))
        kept = [ring for place, ring in enumerate(rings) if not place or _size(_joined(lines, ring)) > SMALLEST_ISLAND]
        for ring in kept:
            is_crimea = key == "RUS" and _holds(_joined(lines, ring), CRIMEA)
            areas.setdefault("crimea" if is_crimea else key, []).append(ring)
    _write(areas, thin)


def _lines(topology):
    (step_x, step_y), (start_x, start_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for across, up in arc:
            x, y = x + across, y + up
            line.append((x * step_x + start_x, y * step_y + start_y))
        lines.append(line)
    return lines


def _polygons(geometry):
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def _joined(lines, ring):
    """The points of a ring; a negative number is a line walked backwards (TopoJSON 2.1.4)."""
    return [point for number in ring for point in (lines[number] if number >= 0 else lines[~number][::-1])]


def _size(ring):
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def _holds(ring, point):
    """Whether a point lies within a ring: a ray to the east crosses its border an odd number of times."""
    x, y = point
    crossings = 0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            crossings += 1
    return crossings % 2 == 1


def _write(areas, lines):
    numbers = [number for rings in areas.values() for ring in rings for number in ring]
    used = sorted({number if number >= 0 else ~number for number in numbers})
    places = {number: place for place, number in enumerate(used)}
    arcs = [_steps([(round(x * GRID), round(y * GRID)) for x, y in lines[number]]) for number in used]
    data = {
        "origin": "Natural Earth, 1:50 million, public domain; made by tools/geometry.py",
        "grid": GRID,
        "areas": {
            key: [[places[number] if number >= 0 else ~places[~number] for number in ring] for ring in rings]
            for key, rings in sorted(areas.items())
        },
        "arcs": arcs,
    }
    OUTPUT.write_text(json.dumps(data, separators=(",", ":")).replace('"arcs"', '\n"arcs"') + "\n")
    points = sum(len(arc) // 2 for arc in arcs)
    print(f"{OUTPUT.name}: {len(areas)} areas, {points} points, {OUTPUT.stat().st_size / 1000:.0f} kB")


def _steps(points):
    """A line as its first point and the steps from each point to the next, flat; points that coincide are one."""
    flat = list(points[0])
    for (x, y), (u, v) in zip(points, points[1:], strict=False):
        if (x, y) != (u, v):
            flat += [u - x, v - y]
    return flat


if __name__ == "__main__":
    main(Path(sys.argv[1]))
