"""The sure days of a stored partial date, asked of the database.

The bounds columns hold the outer days. How far within them a date is sure follows from its EDTF: the other bound of a
single date, a doubt (``~ ? %``), or the inner ends of an interval ``a/b``. The answers are those of
``core.dates.PartialDate.surely_from`` and ``surely_to``, as conditions on the columns that
``core.fields.PartialDateField`` keeps. Days are those of the register's years.

Written in SQL that SQLite and PostgreSQL share: as a tree of Django's expressions, one question took longer to compile
than to answer.
"""

from datetime import date, timedelta

from django.db.models import BooleanField, F, Func, Q

from core.date_points import DOUBT

_ONE_DAY = timedelta(days=1)


def surely_begun(name: str, day: date) -> Q:
    """Whether what the date `name` dates had surely begun by `day`: ``surely_from <= day``. Never of a blank date."""
    return Q(_SurelyBegun(F(f"{name}_edtf"), F(f"{name}_latest"), day=day))


def surely_lasting(name: str, day: date) -> Q:
    """Whether what the date `name` dates surely lasted on `day`: ``day <= surely_to``. Never of a blank date."""
    return Q(_SurelyLasting(F(f"{name}_edtf"), F(f"{name}_earliest"), day=day))


class _Question(Func):
    """A condition on an EDTF column and a bound, about the `day` in `extra`."""

    output_field = BooleanField()
    template = ""

    def as_sql(self, compiler, connection, **context):
        (edtf, params), (bound, _) = (compiler.compile(source) for source in self.source_expressions)
        if params:
            raise NotImplementedError("Columns only: each is named more than once.")
        days = [connection.ops.adapt_datefield_value(day) for day in self.days_compared(self.extra["day"])]
        texts = [day.isoformat() for day in self.text_days_compared(self.extra["day"])]
        place = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
        return self.template.format(edtf=edtf, bound=bound, place=place), [*texts, *days]


class _SurelyBegun(_Question):
    # An end of an interval is compared as text with the day after: "2009" and "2009-12" are behind each of their own
    # days when "-99" follows. A season stands for its last month.
    template = """(CASE WHEN {place}({edtf}, '/') > 1 THEN
        CASE WHEN {edtf} LIKE '..%%' THEN 1=1 ELSE (
            CASE SUBSTR(RTRIM(SUBSTR({edtf}, 1, {place}({edtf}, '/') - 1), '~?%%'), 6)
            WHEN '21' THEN SUBSTR({edtf}, 1, 4) || '-05'
            WHEN '22' THEN SUBSTR({edtf}, 1, 4) || '-08'
            WHEN '23' THEN SUBSTR({edtf}, 1, 4) || '-11'
            WHEN '24' THEN CAST(CAST(SUBSTR({edtf}, 1, 4) AS INTEGER) + 1 AS VARCHAR(4)) || '-02'
            ELSE REPLACE(RTRIM(SUBSTR({edtf}, 1, {place}({edtf}, '/') - 1), '~?%%'), 'X', '9') END
        ) || '-99-99' < CASE WHEN SUBSTR({edtf}, {place}({edtf}, '/') - 1, 1) IN ('~', '?', '%%') THEN %s ELSE %s END
        END
        ELSE {bound} <= %s OR {bound} <= %s AND RTRIM({edtf}, ']~?%%') = RTRIM({edtf}, ']') END)"""

    def text_days_compared(self, day):
        return day - DOUBT + _ONE_DAY, day + _ONE_DAY

    def days_compared(self, day):
        return day - DOUBT, day


class _SurelyLasting(_Question):
    # An end of an interval is compared as text with the day before, before which "2009" and "2009-12" are unless that
    # day is within them. A season stands for its first month.
    template = """(CASE WHEN {place}({edtf}, '/') > 0 AND {edtf} NOT LIKE '%%/' THEN
        CASE WHEN {edtf} LIKE '%%..' THEN 1=1 ELSE (
            CASE SUBSTR(RTRIM({edtf}, '~?%%'), {place}({edtf}, '/') + 6)
            WHEN '21' THEN SUBSTR({edtf}, {place}({edtf}, '/') + 1, 4) || '-03'
            WHEN '22' THEN SUBSTR({edtf}, {place}({edtf}, '/') + 1, 4) || '-06'
            WHEN '23' THEN SUBSTR({edtf}, {place}({edtf}, '/') + 1, 4) || '-09'
            WHEN '24' THEN
                CAST(CAST(SUBSTR({edtf}, {place}({edtf}, '/') + 1, 4) AS INTEGER) - 1 AS VARCHAR(4)) || '-12'
            ELSE REPLACE(RTRIM(SUBSTR({edtf}, {place}({edtf}, '/') + 1), '~?%%'), 'X', '0') END
        ) > CASE WHEN RTRIM({edtf}, '~?%%') <> {edtf} THEN %s ELSE %s END
        END
        ELSE {bound} >= %s OR {bound} >= %s AND RTRIM({edtf}, '~?%%') = {edtf}
            AND {place}({edtf}, '~..') + {place}({edtf}, '?..') + {place}({edtf}, '%%..') = 0
            AND {place}({edtf}, '~/') + {place}({edtf}, '?/') + {place}({edtf}, '%%/') = 0 END)"""

    def text_days_compared(self, day):
        return day + DOUBT - _ONE_DAY, day - _ONE_DAY

    def days_compared(self, day):
        return day + DOUBT, day
