"""Formulas cannot get out, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st
from tablib import Dataset

from exchange.quoting import RISKY, quoted, unquoted
from exchange.readers import read_csv
from exchange.writers import write_csv

any_text = st.text(alphabet=st.characters(blacklist_categories=["Cs"]) | st.sampled_from(sorted(RISKY)), max_size=20)


@given(any_text)
def test_quoting_is_a_bijection(cell):
    assert unquoted(quoted(cell)) == cell


@given(any_text)
def test_no_cell_begins_like_a_formula(cell):
    assert quoted(cell)[:1] not in RISKY - {"'"}


@given(st.lists(st.text(alphabet="=+-@'\t\r\n\",; aж", max_size=8), min_size=1, max_size=4))
def test_a_row_survives_the_file(cells):
    dataset = Dataset(headers=[f"h{i}" for i in range(len(cells))])
    dataset.append(cells)
    assert [list(row) for row in read_csv(write_csv(dataset))] == [cells]
