"""The documentation of the sheets says what the sheets are."""

from django.conf import settings

from exchange.description import described_sheets


def test_the_documented_columns_are_the_columns():
    documented = (settings.BASE_DIR / "docs" / "spreadsheets.md").read_text()
    assert described_sheets() in documented, "Run `make docs` to renew the tables in docs/spreadsheets.md."
