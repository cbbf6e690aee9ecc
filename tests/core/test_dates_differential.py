"""Against the ``edtf`` library, on the forms where it is right: days, months, years and closed intervals."""

import random
from datetime import date, timedelta

import pytest
from edtf import parse_edtf

from core.dates import parse

# Its parser takes milliseconds, so a fixed sample stands for all: the same in every run.
SAMPLE = random.Random(26082008)
SPAN = (date(2100, 12, 31) - date(1500, 1, 1)).days


def _point() -> str:
    iso = (date(1500, 1, 1) + timedelta(SAMPLE.randint(0, SPAN))).isoformat()
    return iso[: SAMPLE.choice((4, 7, 10))]


POINTS = sorted({_point() for _ in range(60)} | {"2008-02", "2009-02", "2000-02", "1900-02", "2008-02-29"})
INTERVALS = ["/".join(sorted((_point(), _point()))) for _ in range(30)]


@pytest.mark.parametrize("text", POINTS + INTERVALS)
def test_the_bounds_are_those_of_the_library(text):
    theirs, ours = parse_edtf(text), parse(text)
    assert ours.earliest.timetuple()[:3] == theirs.lower_strict()[:3]
    assert ours.latest.timetuple()[:3] == theirs.upper_strict()[:3]
    assert ours.edtf == str(theirs)
