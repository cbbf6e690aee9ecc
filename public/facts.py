"""Facts: how one thing about a record is labelled, read and cited. Tables and definition lists are made of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from core.fields import NamesField, PartialDateField, ProseField
from core.text import parse_names
from public.values import Piece, pieces, pointing


@dataclass(frozen=True)
class Fact:
    """
    One thing about a record.

    `read` gives its value for a record; `cites` names the fields whose citations stand beside it. An `essential` fact
    is shown as "not stated" where it is blank. In tables, `opens` makes the value the link to the row's own page, and
    `heads` makes it the row's name.
    """

    name: str
    label: str
    read: Callable
    cites: tuple[str, ...] = ()
    kind: str = ""
    essential: bool = False
    opens: bool = False
    heads: bool = False

    def cell(self, record, marks):
        """The fact as it stands for one record; `marks` are its citations' marks."""
        found = pieces(self.read(record))
        return Cell(self, pointing(found, record) if self.opens else found, marks)


@dataclass
class Cell:
    """A fact's value on a page, with the marks of the citations it rests on."""

    fact: Fact
    pieces: list[Piece]
    marks: list = field(default_factory=list)
    why: str = ""
    marks_of_pieces: dict = field(default_factory=dict)

    @property
    def disputes(self):
        """The marks of citations that speak against the value."""
        return [mark for mark in self.marks if mark.disputes]

    @property
    def marked_pieces(self):
        """(piece, its own marks) pairs."""
        return [(piece, self.marks_of_pieces.get(piece, [])) for piece in self.pieces]


def fact(name, label, read, **options):
    """A fact that is not simply a field's value; it shows the citations of the fields in `cites`."""
    return Fact(name, label, read, **options)


def field_fact(model, name, label="", **options):
    """A fact that is a model field's value, labelled by its verbose name."""
    model_field = model._meta.get_field(name)
    verbose = str(model_field.verbose_name)
    label = label or verbose[:1].upper() + verbose[1:]
    return Fact(name, label, _reader(model_field), (name,), _kind(model_field), **options)


def field_facts(model, *names, essential=()):
    """Facts that are fields' values, in the given order."""
    return [field_fact(model, name, essential=name in essential) for name in names]


def _reader(model_field):
    name = model_field.name
    if model_field.many_to_many:
        return lambda record: list(getattr(record, name).all())
    if model_field.choices:
        labels = {value: str(label) for value, label in model_field.flatchoices}  # Django makes this list at each call
        return lambda record: labels.get(getattr(record, name), getattr(record, name))
    if isinstance(model_field, NamesField):
        return lambda record: parse_names(getattr(record, name))
    return lambda record: getattr(record, name)


def _kind(model_field):
    if isinstance(model_field, PartialDateField):
        return "date"
    if isinstance(model_field, NamesField):
        return "names"
    if isinstance(model_field, ProseField):
        return "prose"
    return ""
