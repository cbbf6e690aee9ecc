"""The desk's spreadsheets: files going in and out, and the runs that they make."""

from exchange.admin.runs import ImportRunAdmin
from exchange.admin.sheets import SheetAdmin

__all__ = ["ImportRunAdmin", "SheetAdmin"]
