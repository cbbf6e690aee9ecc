"""The grammar of dates as tables: what is read and with which bounds, what is refused and with which readings."""

import copy
import pickle
from datetime import date

import pytest

from core.dates import Certainty, DateError, PartialDate, certainty_on, parse

SURELY, POSSIBLY, NO = Certainty.SURELY, Certainty.POSSIBLY, Certainty.NO


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# text, EDTF, earliest, latest, display
READ = [
    # EDTF level 0 and ISO 8601
    ("2008-08-26", "2008-08-26", "2008-08-26", "2008-08-26", "26 August 2008"),
    ("2009-12", "2009-12", "2009-12-01", "2009-12-31", "December 2009"),
    ("2008-02", "2008-02", "2008-02-01", "2008-02-29", "February 2008"),
    ("2009", "2009", "2009-01-01", "2009-12-31", "2009"),
    ("1500", "1500", "1500-01-01", "1500-12-31", "1500"),
    ("2100", "2100", "2100-01-01", "2100-12-31", "2100"),
    ("2008/2010", "2008/2010", "2008-01-01", "2010-12-31", "2008–2010"),
    ("2008 / 2010", "2008/2010", "2008-01-01", "2010-12-31", "2008–2010"),
    ("2011-09-19/2014-03", "2011-09-19/2014-03", "2011-09-19", "2014-03-31", "19 September 2011–March 2014"),
    ("2009/2009-06", "2009/2009-06", "2009-01-01", "2009-06-30", "2009–June 2009"),
    # EDTF level 1
    ("2009~", "2009~", "2009-01-01", "2009-12-31", "c. 2009"),
    ("2009-12?", "2009-12?", "2009-12-01", "2009-12-31", "December 2009 (uncertain)"),
    ("2006-02-15?", "2006-02-15?", "2006-02-15", "2006-02-15", "15 February 2006 (uncertain)"),
    ("2009%", "2009%", "2009-01-01", "2009-12-31", "c. 2009 (uncertain)"),
    ("201X", "201X", "2010-01-01", "2019-12-31", "2010s"),
    ("201x~", "201X~", "2010-01-01", "2019-12-31", "c. 2010s"),
    ("200X", "200X", "2000-01-01", "2009-12-31", "2000s decade"),
    ("20XX", "20XX", "2000-01-01", "2099-12-31", "2000s century"),
    ("2009-XX", "2009-XX", "2009-01-01", "2009-12-31", "2009, month unknown"),
    ("2009-12-XX", "2009-12-XX", "2009-12-01", "2009-12-31", "December 2009, day unknown"),
    ("2009-XX-XX", "2009-XX-XX", "2009-01-01", "2009-12-31", "2009, month and day unknown"),
    ("2008-21", "2008-21", "2008-03-01", "2008-05-31", "spring 2008"),
    ("2008-22?", "2008-22?", "2008-06-01", "2008-08-31", "summer 2008 (uncertain)"),
    ("2008-23", "2008-23", "2008-09-01", "2008-11-30", "autumn 2008"),
    ("2009-24", "2009-24", "2008-12-01", "2010-02-28", "winter 2009"),
    ("2008/..", "2008/..", "2008-01-01", "", "since 2008"),
    ("2008/", "2008/", "2008-01-01", "", "from 2008, end unknown"),
    ("../2005-09-19", "../2005-09-19", "", "2005-09-19", "always until 19 September 2005"),
    ("/2014", "/2014", "", "2014-12-31", "until 2014"),
    ("2008~/2010?", "2008~/2010?", "2008-01-01", "2010-12-31", "c. 2008–2010 (uncertain)"),
    # of EDTF level 2
    ("[..2005-09-19]", "[..2005-09-19]", "", "2005-09-19", "19 September 2005 or before"),
    ("[2005..]", "[2005..]", "2005-01-01", "", "2005 or later"),
    ("[2008..2010]", "[2008..2010]", "2008-01-01", "2010-12-31", "between 2008 and 2010"),
    # as sources print them
    ("December 2009", "2009-12", "2009-12-01", "2009-12-31", "December 2009"),
    ("december, 2009", "2009-12", "2009-12-01", "2009-12-31", "December 2009"),
    ("Sept. of 2009", "2009-09", "2009-09-01", "2009-09-30", "September 2009"),
    ("in December 2009", "2009-12", "2009-12-01", "2009-12-31", "December 2009"),
    ("in 2014", "2014", "2014-01-01", "2014-12-31", "2014"),
    ("19 September 2005", "2005-09-19", "2005-09-19", "2005-09-19", "19 September 2005"),
    ("on 19 Sep 2005", "2005-09-19", "2005-09-19", "2005-09-19", "19 September 2005"),
    ("September 19, 2005", "2005-09-19", "2005-09-19", "2005-09-19", "19 September 2005"),
    ("the 1st of May 2009", "2009-05-01", "2009-05-01", "2009-05-01", "1 May 2009"),
    ("29 February 2008", "2008-02-29", "2008-02-29", "2008-02-29", "29 February 2008"),
    ("19 September 2005 or before", "[..2005-09-19]", "", "2005-09-19", "19 September 2005 or before"),
    ("12 October 1994 or earlier", "[..1994-10-12]", "", "1994-10-12", "12 October 1994 or before"),
    ("December 2009 or later", "[2009-12..]", "2009-12-01", "", "December 2009 or later"),
    ("2009 or after", "[2009..]", "2009-01-01", "", "2009 or later"),
    ("c. 2009 or before", "[..2009~]", "", "2009-12-31", "c. 2009 or before"),
    ("by 2005", "[..2005]", "", "2005-12-31", "2005 or before"),
    ("before 1994", "[..1993]", "", "1993-12-31", "1993 or before"),
    ("before March 2008", "[..2008-02]", "", "2008-02-29", "February 2008 or before"),
    ("before 1 January 2008", "[..2007-12-31]", "", "2007-12-31", "31 December 2007 or before"),
    ("after 2005", "[2006..]", "2006-01-01", "", "2006 or later"),
    ("after 31 December 2008", "[2009-01-01..]", "2009-01-01", "", "1 January 2009 or later"),
    ("since 2008", "2008/..", "2008-01-01", "", "since 2008"),
    ("2011–present", "2011/..", "2011-01-01", "", "since 2011"),
    ("until 2014", "/2014", "", "2014-12-31", "until 2014"),
    ("always until 2014", "../2014", "", "2014-12-31", "always until 2014"),
    ("from 2008, end unknown", "2008/", "2008-01-01", "", "from 2008, end unknown"),
    ("between 2008 and 2010", "[2008..2010]", "2008-01-01", "2010-12-31", "between 2008 and 2010"),
    ("2008 to 2010", "2008/2010", "2008-01-01", "2010-12-31", "2008–2010"),
    ("from May 2008 until 2010", "2008-05/2010", "2008-05-01", "2010-12-31", "May 2008–2010"),
    ("c. 2009", "2009~", "2009-01-01", "2009-12-31", "c. 2009"),
    ("ca. December 2009", "2009-12~", "2009-12-01", "2009-12-31", "c. December 2009"),
    ("circa 2009", "2009~", "2009-01-01", "2009-12-31", "c. 2009"),
    ("about 2009", "2009~", "2009-01-01", "2009-12-31", "c. 2009"),
    ("c. 2009?", "2009%", "2009-01-01", "2009-12-31", "c. 2009 (uncertain)"),
    ("2009 (uncertain)", "2009?", "2009-01-01", "2009-12-31", "2009 (uncertain)"),
    ("summer 2025", "2025-22", "2025-06-01", "2025-08-31", "summer 2025"),
    ("spring of 2008", "2008-21", "2008-03-01", "2008-05-31", "spring 2008"),
    ("fall 2008", "2008-23", "2008-09-01", "2008-11-30", "autumn 2008"),
    ("the 2010s", "201X", "2010-01-01", "2019-12-31", "2010s"),
    # characters
    ("２００９", "2009", "2009-01-01", "2009-12-31", "2009"),
    ("٢٠٠٩-١٢", "2009-12", "2009-12-01", "2009-12-31", "December 2009"),
    ("2009\u201112", "2009-12", "2009-12-01", "2009-12-31", "December 2009"),
    ("2009\u221212\u221205", "2009-12-05", "2009-12-05", "2009-12-05", "5 December 2009"),
    ("19\u00a0September\u202f2005", "2005-09-19", "2005-09-19", "2005-09-19", "19 September 2005"),
    ("DECEMBER  2009", "2009-12", "2009-12-01", "2009-12-31", "December 2009"),
]
SPELL = "19 September 2011–31 March 2014"
READ += [
    (SPELL.replace("–", joint), "2011-09-19/2014-03-31", "2011-09-19", "2014-03-31", SPELL)
    for joint in ("–", " – ", "—", " - ", "-", " to ", " until ")
]


@pytest.mark.parametrize(("text", "edtf", "earliest", "latest", "display"), READ, ids=[row[0] for row in READ])
def test_what_is_read(text, edtf, earliest, latest, display):
    read = parse(f" {text}\n")
    assert (read.text, read.edtf, read.earliest, read.latest) == (text, edtf, day(earliest), day(latest))
    assert str(read) == display
    assert parse(read.edtf).edtf == edtf
    assert parse(display).edtf == edtf


# text, readings
REFUSED = [
    ("", []),
    ("   ", []),
    ("unknown", []),
    ("?", []),
    ("8/9/2008", ["8 September 2008", "9 August 2008"]),
    ("03/04/2008", ["3 April 2008", "4 March 2008"]),
    ("07.12.2025", ["7 December 2025", "12 July 2025"]),
    ("13/9/2008", ["13 September 2008"]),
    ("9-13-2008", ["13 September 2008"]),
    ("8/8/2008", ["8 August 2008"]),
    ("31/31/2008", []),
    ("8/9/2008 or before", ["8 September 2008 or before", "9 August 2008 or before"]),
    ("by 8/9/2008", ["by 8 September 2008", "by 9 August 2008"]),
    ("8/9/08", []),
    ("8 September 08", []),
    ("Feb 30", []),
    ("19 September", []),
    ("September", []),
    ("30 February 2009", []),
    ("29 February 2009", []),
    ("31/04/2010", []),
    ("2009-02-30", []),
    ("2009-12-00", []),
    ("2009-00", []),
    ("2009-21-05", []),
    ("2009-13", ["2009/2013"]),
    ("2009–12", ["December 2009", "2009/2012"]),
    ("2008/09", ["September 2008", "2008/2009"]),
    ("2008-2010", ["2008/2010", "between 2008 and 2010"]),
    ("2010-2008", []),
    ("2010/2008", []),
    ("[2010..2008]", []),
    ("between 2010 and 2008", []),
    ("31 March 2014–19 September 2011", []),
    ("early 2008", ["2008"]),
    ("late December 2009", ["December 2009"]),
    ("mid-2008", ["2008"]),
    ("end of 2008", ["2008"]),
    ("in late 2008", ["in 2008"]),
    ("Q3 2008", ["between July 2008 and September 2008"]),
    ("2008 Q3", ["between July 2008 and September 2008"]),
    (
        "1 or 2 September 2008",
        ["1 September 2008", "2 September 2008", "between 1 September 2008 and 2 September 2008"],
    ),
    ("2008 or 2009", ["2008", "2009", "between 2008 and 2009"]),
    (
        "19–21 Sept 2008",
        ["19 September 2008–21 September 2008", "between 19 September 2008 and 21 September 2008"],
    ),
    ("19 September 2011–", ["since 19 September 2011", "from 19 September 2011, end unknown"]),
    ("from 2008", ["since 2008", "from 2008, end unknown"]),
    ("2000s", ["2000s decade", "2000s century"]),
    ("2010s century", []),
    ("20080908", ["2008-09-08"]),
    ("2008-9-8", ["2008-09-08"]),
    ("2008/09/08", ["2008-09-08"]),
    ("2008-09-08T12:00:00Z", ["2008-09-08"]),
    ("2008-09-08 12:00", ["2008-09-08"]),
    ("40162", []),
    ("40162.5", []),
    ("0000", []),
    ("99999", []),
    ("-5", []),
    ("1499", []),
    ("2101", []),
    ("210X", []),
    ("before 1500", []),
    ("after 2100", []),
    ("before summer 2008", []),
    ("before c. 1994", []),
    ("12/2009", []),
    ("2008/2009/2010", []),
    ("December 2009/March 2010", []),
    ("[2008,2009]", []),
    ("{2008..2010}", []),
    ("2004?-06", []),
    ("Y170000", []),
    ("20XX-12", []),
    ("2009-XX-05", []),
    ("/", []),
    ("..", []),
    ("../..", []),
    ("[..]", []),
    ("[", []),
    ("since", []),
    ("since ..", []),
    ("or before", []),
    ("17 February 2008 (proclaimed)", []),
    ("2009, day unknown", []),
    ("21 century", []),
    ("2009\x0012", []),
    ("2009\n2010", []),
    ("20\u200b09", []),
    ("\ud800", []),
    ("2009" + " " * 200 + "x", []),
    ("x" * 121, []),
]


@pytest.mark.parametrize(("text", "readings"), REFUSED, ids=[ascii(row[0])[:40] for row in REFUSED])
def test_what_is_refused(text, readings):
    with pytest.raises(DateError) as refusal:
        parse(text)
    assert list(refusal.value.readings) == readings
    sentence = str(refusal.value)
    assert sentence.isprintable()
    assert sentence.endswith(".")
    for reading in readings:
        assert reading in sentence
        assert parse(reading).text == reading


def test_the_refusal_says_what_is_wrong():
    with pytest.raises(DateError, match="day 30 of a month that has 28"):
        parse("30 February 2009")
    with pytest.raises(DateError, match="month 13"):
        parse("2009-13")
    with pytest.raises(DateError, match="ends before it begins"):
        parse("2010/2008")
    with pytest.raises(DateError, match="longer than 120"):
        parse("x" * 121)


def test_the_value_is_frozen_and_can_be_copied():
    read = parse("c. 2009")
    with pytest.raises(AttributeError):
        read.text = "2010"
    assert copy.deepcopy(read) == pickle.loads(pickle.dumps(read)) == read
    assert {read, parse("c. 2009")} == {read}


def test_qualifiers_and_intervals_are_known():
    assert [parse(text).is_approximate for text in ("2009~", "2009?", "2009%", "2009")] == [True, False, True, False]
    assert [parse(text).is_uncertain for text in ("2009~", "2009?", "2009%", "2009")] == [False, True, True, False]
    assert [parse(text).is_interval for text in ("2008/2010", "[2008..2010]", "2009")] == [True, False, False]


def test_the_order_is_total():
    texts = ["2009", "[..2008]", "2009-01-01", "since 2009", "in 2009", "2008-12", "2009~"]
    ordered = sorted(map(parse, texts))
    assert [read.text for read in ordered] == [
        "[..2008]",
        "2008-12",
        "2009-01-01",
        "2009",
        "in 2009",
        "2009~",
        "since 2009",
    ]
    with pytest.raises(TypeError):
        parse("2009") < "2009"  # noqa: B015 -- the comparison itself is what is tested


# text, day, answer
COVERS = [
    ("26 August 2008", "2008-08-26", SURELY),
    ("26 August 2008", "2008-08-27", NO),
    ("26 August 2008 (uncertain)", "2008-08-26", POSSIBLY),
    ("December 2009", "2009-12-05", POSSIBLY),
    ("December 2009", "2010-01-01", NO),
    ("19 September 2005 or before", "1900-01-01", POSSIBLY),
    ("19 September 2005 or before", "2005-09-20", NO),
    ("2005 or later", "2004-12-31", NO),
    ("2005 or later", "2050-01-01", POSSIBLY),
    ("between 2008 and 2010", "2009-06-01", POSSIBLY),
    ("2008/2010", "2007-12-31", NO),
    ("2008/2010", "2008-06-01", POSSIBLY),
    ("2008/2010", "2008-12-31", SURELY),
    ("2008/2010", "2010-01-01", SURELY),
    ("2008/2010", "2010-01-02", POSSIBLY),
    ("2008/2010", "2011-01-01", NO),
    ("2008~/2015", "2009-06-01", POSSIBLY),
    ("2008~/2015", "2010-06-01", SURELY),
    ("since 2008", "2030-01-01", SURELY),
    ("2008/", "2030-01-01", POSSIBLY),
    ("2008-08-26/", "2008-08-26", SURELY),
    ("/2014-03-31", "2014-03-31", SURELY),
    ("/2014-03-31", "2014-03-30", POSSIBLY),
    ("../2014-03-31", "1990-01-01", SURELY),
]


@pytest.mark.parametrize(("text", "on", "answer"), COVERS)
def test_was_it_that_day(text, on, answer):
    assert parse(text).covers(day(on)) is answer


# start, end, ended, day, answer
SPELLS = [
    ("2008-08-26", "", False, "2008-08-25", NO),
    ("2008-08-26", "", False, "2008-08-26", SURELY),
    ("2008-08-26", "", False, "2026-01-01", SURELY),
    ("2008-08-26", "", True, "2026-01-01", POSSIBLY),
    ("2008-08-26", "", True, "2008-08-26", SURELY),
    ("December 2009", "", False, "2009-12-05", POSSIBLY),
    ("December 2009", "", False, "2009-12-31", SURELY),
    ("December 2009", "", True, "2009-12-31", POSSIBLY),
    ("c. 2009", "", False, "2010-06-01", POSSIBLY),
    ("c. 2009", "", False, "2015-01-01", SURELY),
    ("19 September 2011", "31 March 2014", False, "2014-03-31", SURELY),
    ("19 September 2011", "31 March 2014", True, "2014-04-01", NO),
    ("2011", "2014", True, "2014-06-01", POSSIBLY),
    ("2011", "2014", True, "2013-06-01", SURELY),
    ("19 September 2005 or before", "", False, "2005-09-18", POSSIBLY),
    ("19 September 2005 or before", "", False, "2005-09-19", SURELY),
    ("2005 or later", "", False, "2020-01-01", POSSIBLY),
    ("since 2008", "", False, "2009-01-01", SURELY),
    ("", "31 March 2014", True, "2014-03-31", SURELY),
    ("", "31 March 2014", True, "1990-01-01", POSSIBLY),
    ("", "31 March 2014", True, "2014-04-01", NO),
    ("", "2014 or later", True, "2050-01-01", POSSIBLY),
    ("", "", False, "2020-01-01", POSSIBLY),
    ("", "", True, "2020-01-01", POSSIBLY),
]


@pytest.mark.parametrize(("start", "end", "ended", "on", "answer"), SPELLS)
def test_was_it_so_on_that_day(start, end, ended, on, answer):
    first, last = (parse(text) if text else None for text in (start, end))
    assert certainty_on(first, last, day(on), ended=ended) is answer


def test_a_spell_and_an_interval_agree():
    interval, first, last = parse("2008-05/2010?"), parse("2008-05"), parse("2010?")
    assert isinstance(interval, PartialDate)
    for ordinal in range(date(2008, 4, 1).toordinal(), date(2011, 2, 1).toordinal()):
        on = date.fromordinal(ordinal)
        assert interval.covers(on) is certainty_on(first, last, on)
