"""How a cell becomes a partial date, and back."""

from datetime import date, datetime

import pytest

from core.dates import parse
from exchange.cells import PartialDateCell


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        (" 19 September 2005 or before ", "[..2005-09-19]"),
        ("2009-12", "2009-12"),
        (2009, "2009"),
        (2009.0, "2009"),
        (date(2009, 12, 5), "2009-12-05"),
        (datetime(2009, 12, 5, 18, 30), "2009-12-05"),
    ],
)
def test_a_cell_is_read(cell, edtf):
    assert PartialDateCell().clean(cell).edtf == edtf


def test_empty_cells_are_no_date():
    assert [PartialDateCell().clean(cell) for cell in ("", "  ", None)] == [None, None, None]


@pytest.mark.parametrize("cell", ["8/9/2008", "late 2008", 40162, 40162.0, 2009.5, float("nan"), float("inf"), True])
def test_other_cells_are_refused_with_a_sentence(cell):
    with pytest.raises(ValueError, match=r"\.$"):
        PartialDateCell().clean(cell)


def test_the_text_goes_out_as_it_came_in():
    widget = PartialDateCell()
    assert widget.render(parse("Sept. 2005")) == "Sept. 2005"
    assert widget.render(None) == ""
    assert widget.render("not a date") == "not a date"
