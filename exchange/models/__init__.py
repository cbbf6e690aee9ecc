from exchange.models.runs import ImportRun, PlannedRow, RowKind, RunState

__all__ = ["ImportRun", "PlannedRow", "RowKind", "RunState"]
