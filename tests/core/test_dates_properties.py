"""What holds of every date: round trips, bounds, order; and no text at all makes the parser fall over."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import Certainty, DateError, PartialDate, certainty_on, parse, parse_uncached

FIRST, LAST = date(1500, 1, 1), date(2100, 12, 31)
MONTHS = [date(2000, number, 1).strftime("%B") for number in range(1, 13)]

days = st.dates(FIRST, LAST)
qualifiers = st.sampled_from(["", "~", "?", "%"])


@st.composite
def points(draw) -> str:
    """EDTF of one date, of any precision."""
    on = draw(days)
    iso = on.isoformat()
    form = draw(
        st.sampled_from(
            [iso, iso[:7], iso[:4], f"{iso[:4]}-XX", f"{iso[:7]}-XX", f"{iso[:4]}-XX-XX"]
            + [f"{iso[:4]}-{season}" for season in range(21, 25)]
            + ([f"{iso[:3]}X", f"{iso[:2]}XX"] if on.year < 2100 else [])
        )
    )
    return form + draw(qualifiers)


@st.composite
def edtf(draw) -> str:
    """EDTF of every shape that the grammar has; some of it is reversed."""
    low, high = draw(points()), draw(points())
    return draw(
        st.sampled_from(
            [low, f"{low}/{high}", f"{low}/..", f"{low}/", f"../{high}", f"/{high}"]
            + [f"[..{high}]", f"[{low}..]", f"[{low}..{high}]"]
        )
    )


@st.composite
def printed(draw) -> tuple[str, str]:
    """A day as sources print it, and its ISO form."""
    on = draw(days)
    month = draw(st.sampled_from([MONTHS[on.month - 1], MONTHS[on.month - 1][:3], MONTHS[on.month - 1][:3] + "."]))
    forms = [f"{on.day} {month} {on.year}", f"{month} {on.day}, {on.year}", f"the {on.day}th of {month} {on.year}"]
    return draw(st.sampled_from(forms)), on.isoformat()


def attempt(text: str) -> PartialDate | None:
    try:
        return parse_uncached(text)
    except DateError:
        return None


dates = edtf().map(attempt).filter(bool)


@given(edtf())
def test_edtf_is_canonical_and_the_display_is_read_back(text):
    read = attempt(text)
    if read is None:
        # Every shape above is in the grammar, so only reversed ends are refused.
        assert any(joint in text for joint in ("/", ".."))
        return
    assert read.edtf == text
    assert parse(read.edtf).edtf == text
    shown = parse(str(read))
    assert shown.edtf == text
    assert (shown.earliest, shown.latest, shown.surely_from, shown.surely_to) == (
        read.earliest,
        read.latest,
        read.surely_from,
        read.surely_to,
    )


@given(printed())
def test_printed_days_are_read(form):
    text, iso = form
    read = parse(text)
    assert (read.text, read.edtf) == (text, iso)
    assert read.earliest == read.latest == date.fromisoformat(iso)


@given(days, qualifiers)
def test_bounds_contain_the_day_at_every_precision(on, qualifier):
    iso = on.isoformat()
    season = (on.month % 12 // 3 + 3) % 4 + 21
    forms = [iso, iso[:7], iso[:4], f"{iso[:4]}-XX", f"{iso[:7]}-XX", f"{iso[:4]}-{season}"]
    for form in forms + ([f"{iso[:3]}X", f"{iso[:2]}XX"] if on.year < 2100 else []):
        read = parse(form + qualifier)
        assert read.earliest <= on <= read.latest
        assert read.covers(on) is not Certainty.NO


@given(days, days)
def test_bounds_of_pairs_contain_both(one, other):
    low, high = sorted((one, other))
    for text in (f"{low}/{high}", f"between {low} and {high}", f"{low} to {high}"):
        read = parse(text)
        assert (read.earliest, read.latest) == (low, high)
    assert parse(f"before {high}").latest == high - timedelta(1) if high > FIRST else True
    assert parse(f"{high} or before").latest == high
    assert parse(f"since {low}").earliest == low


@given(dates, days)
def test_the_three_answers_agree_with_the_bounds(read, on):
    answer = read.covers(on)
    inside = (read.earliest is None or read.earliest <= on) and (read.latest is None or on <= read.latest)
    assert (answer is Certainty.NO) is not inside
    if answer is Certainty.SURELY:
        assert read.surely_from <= on <= read.surely_to


@given(days, days, days)
def test_exact_spells_have_no_doubt(one, other, on):
    low, high = sorted((one, other))
    answer = certainty_on(parse(low.isoformat()), parse(high.isoformat()), on)
    assert answer is (Certainty.SURELY if low <= on <= high else Certainty.NO)


@given(dates | st.none(), dates | st.none(), days, st.booleans())
def test_knowing_less_never_makes_surer(start, end, on, ended):
    known = certainty_on(start, end, on, ended=True)
    if start:
        assert (certainty_on(None, end, on, ended=True), known) != (Certainty.NO, Certainty.SURELY)
    if known is Certainty.POSSIBLY and start:
        vaguer = certainty_on(start, None, on, ended=True)
        assert vaguer is not Certainty.NO
    assert certainty_on(start, end, on, ended=ended) in Certainty


@given(dates, dates, dates)
def test_the_order_is_total(one, two, three):
    assert (one < two) + (one == two) + (one > two) == 1
    assert sorted([one, two, three]) == sorted([three, one, two])
    if one <= two <= three:
        assert one <= three
    if one == two:
        assert hash(one) == hash(two)
    if one.earliest and two.earliest and one.earliest < two.earliest:
        assert one < two


ALPHABET = "0123456789 -–/.[]~?%Xxorbefctnd,JanMybwi"
WORDS = (
    "in on by before after since until between from or and to the of c. circa always present early end unknown , "
    "2008 2009 8 31 30th Feb September 2008-02-30 2009-13 201X [ ] .. / – - ? (uncertain) 2000s spring q3"
)
words = st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join)


@given(st.text() | st.text(ALPHABET, max_size=30) | words)
@example("\ud800")
@example("or before")
@example("from ")
@example("[")
@example("٣/٤/٢٠٠٨")
def test_any_text_is_a_date_or_a_refusal(text):
    refusal = read = None
    try:
        read = parse_uncached(text)
    except DateError as error:
        refusal = error
    if refusal:
        assert str(refusal).isprintable()
        assert all(parse(reading) for reading in refusal.readings)
        return
    assert read.text == text.strip()
    assert parse(read.edtf).edtf == read.edtf
    assert parse(str(read)).edtf == read.edtf
    assert read.earliest or read.latest
    if read.earliest and read.latest:
        assert read.earliest <= read.latest
