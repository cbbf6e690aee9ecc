"""Where things lie on the maps."""

import re

import pytest

from public.pictures.geometry import WORLD_HEIGHT, WORLD_WIDTH, Part, areas, on_world, path_of, world
from public.pictures.labels import placed
from public.pictures.simplifying import simplified


def points_of(path):
    """The points of a path of SVG in steps, ring by ring."""
    for ring in filter(None, path.split("M")):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x, y = numbers[:2]
        yield x, y
        for across, up in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + across, y + up
            yield x, y


def test_every_area_lies_on_the_map_and_none_runs_across_it():
    for key, area in world().items():
        points = list(points_of(area.path))
        assert all(0 <= x <= WORLD_WIDTH and 0 <= y <= WORLD_HEIGHT for x, y in points), key
        steps = [
            abs(int(across))
            for ring in filter(None, area.path.split("M"))
            for across in re.findall(r"-?\d+", ring.partition("l")[2])
        ]
        assert max(steps, default=0) < 300, f"{key} is drawn across the map"


def test_disputed_areas_belong_to_no_state():
    assert {"crimea", "kosovo", "northern-cyprus", "somaliland", "ESH", "TWN", "PSE"} <= set(areas())


@pytest.mark.parametrize("place", [(180, 0), (-180, 0), (11, 80), (-169, -50)])
def test_places_at_the_edge_are_on_the_map(place):
    x, y = on_world(*place)
    assert 0 <= x <= WORLD_WIDTH
    assert 0 <= y <= WORLD_HEIGHT


def test_a_part_goes_over_the_180th_meridian_where_that_is_shorter():
    tuvalu, nicaragua = (179.2, -8.5), (-86.3, 12.1)
    part = Part.around([tuvalu, nicaragua], 400, 250)
    (left, _), (right, _) = part.place(*tuvalu), part.place(*nicaragua)
    assert 0 < left < right < 400
    assert "NIC" in part.paths()


@pytest.mark.parametrize("places", [[(41.0, 43.0), (44.0, 42.2)], [(0, 89), (180, 89)], [(10, 10), (10, 10)]])
def test_a_part_holds_its_places(places):
    part = Part.around(places, 400, 250)
    assert all(0 <= x <= 400 and 0 <= y <= 250 for x, y in (part.place(*place) for place in places))
    for path in part.paths().values():
        assert all(-10 <= x <= 410 and -10 <= y <= 260 for x, y in points_of(path))


def test_fewer_points_keep_the_ends_and_the_corners():
    line = [(0, 0), (1, 0.01), (2, 0), (2, 5), (2.01, 6), (2, 7)]
    assert simplified(line, 0.1) == [(0, 0), (2, 0), (2, 7)]


def test_what_is_less_than_a_triangle_has_no_path():
    assert path_of([(0, 0), (1, 1), (0, 0)]) == ""
    assert path_of([(0, 0), (5, 0), (5, 5), (0, 0)]) == "M0 0l5 0 0 5z"


def test_names_cover_neither_points_nor_each_other():
    crowd = [(50, 50, "Abkhazia"), (60, 52, "South Ossetia"), (55, 48, "North Ossetia"), (52, 51, "Somewhere else")]
    names = [name for *_place, name in placed(crowd, 120, 100, 10, 4)]
    assert names[0] == "Abkhazia"
    assert len(names) < len(crowd)
