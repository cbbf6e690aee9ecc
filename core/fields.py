"""Model fields for partial dates and clean text; their form fields are in ``core.form_fields``."""

from datetime import date

from django.core import checks
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from core.dates import MAX_LENGTH, DateError, PartialDate, to_partial_date
from core.form_fields import LineFormField, NamesFormField, PartialDateFormField, ProseFormField
from core.text import clean_text, normalize_names

PROSE_LENGTH = 5000


class _DateAttribute(DeferredAttribute):
    """Gives a ``PartialDate``, None for a blank, or the text itself while it cannot be parsed.

    The row's text is parsed when the attribute is first read, not when the row is loaded.
    """

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> object:
        value = super().__get__(instance, cls)
        if instance is None or value is None or isinstance(value, PartialDate):
            return value
        try:
            value = to_partial_date(value)
        except (DateError, TypeError):
            return value
        instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class _CompanionAttribute(DeferredAttribute):
    """Follows the main attribute as soon as that is loaded, so the two never disagree in memory."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> object:
        if instance is None:
            return self
        main, _, part = self.field.attname.rpartition("_")
        if main not in instance.__dict__:
            return super().__get__(instance, cls)
        value = getattr(instance, main)
        return getattr(value, part) if isinstance(value, PartialDate) else self.field.get_default()

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class _Companion:
    """A column derived from the partial date named before the last underscore of its own name."""

    descriptor_class = _CompanionAttribute

    def pre_save(self, instance: models.Model, add: bool) -> object:
        value = getattr(instance, self.attname)
        setattr(instance, self.attname, value)
        return value


class PartialDateEdtfField(_Companion, models.CharField):
    """The canonical EDTF of a partial date; "" when it is blank."""


class PartialDateBoundField(_Companion, models.DateField):
    """The earliest or latest day of a partial date; null when it is blank, unbounded or unknown."""


class PartialDateField(models.CharField):
    """A partial date (``core.dates``): the text as the source prints it, with its EDTF and its bounds beside it.

    A field ``granted`` makes four columns: ``granted`` (text), ``granted_edtf``, ``granted_earliest`` and
    ``granted_latest`` (indexed). Sort and filter on the bounds; ``filter(granted=...)`` compares the text. The
    attribute gives a ``PartialDate`` or None and takes one, a text, a ``datetime.date`` or None. Text that is no date
    stays as it is until ``clean()``, which raises ``ValidationError``; saving it raises ``DateError``.

    ``QuerySet.update()`` and ``bulk_update()`` set the columns they are given and no others, so never name this field
    in them without its companions (``columns``). ``save(update_fields=...)`` that forgets them is refused.
    """

    description = "Partial date (up to %(max_length)s characters)"
    descriptor_class = _DateAttribute

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **({"max_length": MAX_LENGTH, "default": "", "blank": True} | kwargs))
        # The companions come right before this field in the order of columns, so each needs a place of its own: fields
        # of one model with the same counter would be equal.
        self.creation_counter += 3
        models.Field.creation_counter += 3

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """The names of the four fields that must be written together."""
        return self.name, f"{self.name}_edtf", f"{self.name}_earliest", f"{self.name}_latest"

    def check(self, **kwargs: object) -> list[checks.CheckMessage]:
        problems = super().check(**kwargs)
        if self.null:
            problems.append(
                checks.Error("A blank partial date is an empty text, never null.", obj=self, id="core.E001")
            )
        return problems

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        # A model of a migration's state names its columns itself, in any order: an AddField for this one must not
        # bring the others, which come in operations of their own.
        self.is_of_migration = cls.__module__ == "__fake__"
        if not self.is_of_migration:
            self._add_companions(cls, name)
        super().contribute_to_class(cls, name, private_only)

    def _add_companions(self, cls: type[models.Model], name: str) -> None:
        present = {field.name for field in cls._meta.local_fields}
        bound = {"null": True, "blank": True, "editable": False, "db_index": True}
        companions = (
            ("edtf", PartialDateEdtfField(max_length=60, default="", blank=True, editable=False)),
            ("earliest", PartialDateBoundField(**bound)),
            ("latest", PartialDateBoundField(**bound)),
        )
        for place, (part, companion) in enumerate(companions, self.creation_counter - 3):
            if f"{name}_{part}" not in present:
                companion.creation_counter = place
                cls.add_to_class(f"{name}_{part}", companion)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("max_length") == MAX_LENGTH:
            del kwargs["max_length"]
        if kwargs.get("default") == "":
            del kwargs["default"]
        if not kwargs.pop("blank", False):
            kwargs["blank"] = False
        return name, path, args, kwargs

    def to_python(self, value: object) -> PartialDate | None:
        try:
            return to_partial_date(value)
        except (DateError, TypeError) as error:
            raise ValidationError(str(error), code="invalid") from error

    def validate(self, value: PartialDate | None, model_instance: models.Model | None) -> None:
        if value is None and not self.blank and self.editable:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value: PartialDate | None) -> None:
        super().run_validators(value.text if value else "")

    def get_prep_value(self, value: object) -> object:
        if value is None:
            return ""
        if isinstance(value, PartialDate):
            return value.text
        return value.isoformat() if isinstance(value, date) else models.Field.get_prep_value(self, value)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        value = to_partial_date(getattr(instance, self.attname))
        for companion in () if self.is_of_migration else self.columns[1:]:
            # A companion that is being saved too has had its ``pre_save`` before this one.
            if instance.__dict__.get(companion) != getattr(instance, companion):
                raise ValueError(f"Save {', '.join(self.columns)} together: the last three follow the first.")
        return value.text if value else ""

    def value_from_object(self, obj: models.Model) -> object:
        return getattr(obj, self.attname)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(getattr(obj, self.attname))

    def formfield(self, **kwargs: object) -> PartialDateFormField:
        return super().formfield(**({"form_class": PartialDateFormField} | kwargs))


class _CleanText:
    """Text that is cleaned (``core.text``) whenever it is validated or stored."""

    form_class: type

    def to_python(self, value: object) -> str | None:
        value = super().to_python(value)
        if value is None:
            return None
        try:
            return self.clean_text(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def clean_text(self, value: str) -> str:
        return clean_text(value)

    def formfield(self, **kwargs: object) -> object:
        if self.choices is not None:
            return super().formfield(**kwargs)
        return super().formfield(**({"form_class": self.form_class} | kwargs))


class LineField(_CleanText, models.CharField):
    """One line of clean text."""

    form_class = LineFormField


class ProseField(_CleanText, models.TextField):
    """Clean text of several lines, at most ``max_length`` characters (5,000 unless told)."""

    form_class = ProseFormField

    def __init__(self, *args: object, max_length: int = PROSE_LENGTH, **kwargs: object) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)
        self.validators.append(MaxLengthValidator(max_length))

    def clean_text(self, value: str) -> str:
        return clean_text(value, multiline=True)


class NamesField(ProseField):
    """Names, one a line, each with a BCP 47 tag in brackets where known; ``core.text.parse_names`` takes it apart."""

    form_class = NamesFormField

    def clean_text(self, value: str) -> str:
        return normalize_names(value)
