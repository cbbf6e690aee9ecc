"""What becomes of one row, and who has what only one may have while the rows of a batch are settled."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from editorial.references import UnresolvedReferenceError
from exchange.models import RowKind


class Outcome:
    """What becomes of one row: its kind, the record as it will be, and why if it is refused."""

    __slots__ = (
        *("before", "changes", "kind", "label", "new", "problems"),
        *("reading", "record", "related", "told", "values"),
    )

    def __init__(self, reading, kind=None, record=None, *, new=False):
        self.reading = reading
        self.kind = kind
        self.record = record
        self.new = new
        self.before = {}
        self.related = {}
        self.changes = []
        self.problems = []
        self.label = ""
        self.told = {}
        self.values = None

    @property
    def is_written(self):
        return self.kind in (RowKind.CREATED, RowKind.CHANGED)

    def refuse(self, error, columns=None):
        """Note every problem of a ValidationError, or of {column: messages or errors}."""
        self.kind = RowKind.REFUSED
        for column, told in by_column(error).items():
            for each in told if isinstance(told, list) else [told]:
                self.problems.append(self._problem(column, each))

    def _problem(self, column, error):
        problem = {"column": column, "value": str(self.reading.row.get(column) or ""), "reason": str(error)}
        if isinstance(error, UnresolvedReferenceError):
            problem["suggestions"] = error.suggestions
            problem["model"] = error.model
            problem["name"] = error.text
        return problem


def by_column(error):
    """{column: messages or errors} of a ValidationError, or of what is that already; a blank stands for the row."""
    if isinstance(error, ValidationError):
        error = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return {"" if column == NON_FIELD_ERRORS else column: told for column, told in error.items()}


class Held:
    """Who has what only one may have, while the rows of a batch are accepted one after the other."""

    def __init__(self):
        self.stored, self.planned, self.moved = {}, {}, set()

    def by_other(self, rule, key, pk):
        """Whether another record has it by now."""
        holder = self.planned.get(rule, {}).get(key)
        if holder is not None and holder != pk:
            return True
        return bool(self.stored.get(rule, {}).get(key, set()) - {pk} - self.moved)

    def move(self, outcome, keys, claims, sheet):
        """The row is accepted: its record has what it says from now on, and no longer what it had."""
        pk = outcome.record.pk
        self.moved.add(pk)
        for rule, guarded in keys.items():
            if outcome in guarded:
                self.planned.setdefault(rule.name, {})[guarded[outcome]] = pk
                claims.append((f"{sheet}/{rule.name}", guarded[outcome], pk, outcome.reading.number))
