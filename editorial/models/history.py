"""Typed history tables that only the write path can fill."""

from django.utils import timezone
from simple_history.models import HistoricalRecords

from editorial.models.changesets import Stamp
from editorial.units import current_unit


class TypedHistory(HistoricalRecords):
    """
    One history table per model, each row stamped with its changeset.

    The library writes a row whenever an object is saved, many-to-many values separately. Here `editorial.writing`
    calls `record` itself, once per change, and a save outside a changeset is refused: it would leave a change
    without author or reason. A model finds its recorder as `history_recorder` and its table as `history_model`.
    """

    def __init__(self, **options):
        super().__init__(bases=[Stamp], **options)

    def finalize(self, sender, **kwargs):
        already = hasattr(sender._meta, "simple_history_manager_attribute")
        super().finalize(sender, **kwargs)
        if not already and hasattr(sender._meta, "simple_history_manager_attribute"):
            sender.history_recorder = self
            sender.history_model = sender.__dict__[self.manager_name].model

    def record(self, instance, history_type):
        """Write the history row of `instance` as it is now: `+` created, `~` changed, `-` deleted."""
        row = self._row(instance, history_type)
        row.save(force_insert=True)
        self.create_historical_record_m2ms(row, instance)

    def record_created(self, instances):
        """Write the history rows of many new rows of one type, which have no many-to-many values."""
        rows = [self._row(instance, "+") for instance in instances]
        instances[0].history_model.objects.bulk_create(rows, batch_size=500)

    def _row(self, instance, history_type):
        return instance.history_model(
            history_date=timezone.now(),
            history_type=history_type,
            changeset=current_unit().saved_changeset(),
            sheet_row=current_unit().sheet_row,
            **{field.attname: getattr(instance, field.attname) for field in self.fields_included(instance)},
        )

    def post_save(self, instance, created, using=None, **kwargs):
        if not kwargs.get("raw", False):
            current_unit()

    def post_delete(self, instance, using=None, **kwargs):
        current_unit()

    def m2m_changed(self, instance, action, attr, pk_set, reverse, **kwargs):
        current_unit()
