"""
Formula injection made impossible in CSV without changing anyone's data (OWASP ASVS 5.0, 1.2.10).

A spreadsheet program takes a CSV cell that begins with one of RISKY for a formula. One apostrophe is put before such
a cell on the way out, and exactly one is taken away on the way in: a bijection, so that nothing is lost.
"""

RISKY = frozenset("=+-@\t\r\n'")


def quoted(cell: str) -> str:
    """The cell as it is written to CSV."""
    return f"'{cell}" if cell[:1] in RISKY and cell else cell


def unquoted(cell: str) -> str:
    """The cell as it was before `quoted`; text that needed no apostrophe keeps its own."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in RISKY and len(cell) > 1 else cell
