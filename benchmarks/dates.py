"""How long one parse of a date takes, beside the ``edtf`` library on the same texts: ``python -m benchmarks.dates``.

Neither side may remember earlier answers. Exits with 1 when ours takes longer than the design allows.
"""

import sys
from collections.abc import Callable
from time import perf_counter

from edtf import parse_edtf, text_to_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from core.dates import parse_uncached

LIMIT = 20.0  # microseconds a parse on average (design, section 3)

# In the proportions of the register's sources: mostly days and months in words, some ISO, some of every other form.
MIX = (
    ["26 August 2008", "19 September 2008", "9 September 2009", "April 4, 2009", "15 May 2018", "December 2009"]
    + ["in March 2015", "September 2008", "2014", "in 2019", "2008-08-26", "2009-12-05", "2009-12", "2011"]
    + ["19 September 2005 or before", "19 September 2011–31 March 2014", "2011-09-19/2014-03-31", "c. 2009"]
    + ["before 1994", "by 2005", "since October 2008", "between 2008 and 2010", "summer 2025", "2006-02-15?"]
    + ["[..2005-09-19]", "2008/..", "1990s"]
)


def microseconds(parse: Callable[[str], object], seconds: float) -> float:
    """Average time of one call over the whole mix, best of as many rounds as fit into ``seconds``."""
    best, deadline = float("inf"), perf_counter() + seconds
    while perf_counter() < deadline:
        started = perf_counter()
        for text in MIX:
            parse(text)
        best = min(best, perf_counter() - started)
    return best / len(MIX) * 1e6


def read_with_edtf(text: str) -> object:
    """The library's way from a text to bounds; None where it finds no date."""
    try:
        read = parse_edtf(text)
    except EDTFParseException:
        edtf = text_to_edtf(text)
        read = parse_edtf(edtf) if edtf else None
    return read and (read.lower_strict(), read.upper_strict())


def main() -> int:
    ours, theirs = microseconds(parse_uncached, 2), microseconds(read_with_edtf, 5)
    print(f"core.dates   {ours:10.1f} µs a parse (limit {LIMIT:.0f})")
    print(f"edtf         {theirs:10.1f} µs a parse")
    print(f"ratio        {theirs / ours:10.0f} times")
    return 0 if ours <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
