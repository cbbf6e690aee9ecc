"""The editors' desk: what every record type's admin is built on."""

from editorial.admin.base import VersionedAdmin
from editorial.admin.changesets import ChangesetAdmin
from editorial.admin.columns import date_column
from editorial.admin.desk import Column, Number, add_column, add_number
from editorial.admin.evidence import Evidence, add_evidence
from editorial.admin.fields import FieldChoices
from editorial.admin.filters import NameFilter, name_filter, period_filter
from editorial.admin.findings import FindingAdmin
from editorial.admin.formsets import VersionedRowForm, VersionedRowFormSet
from editorial.admin.panels import Panel, add_panel
from editorial.admin.proposals import ProposalAdmin
from editorial.admin.records import RecordAdmin

__all__ = [
    "ChangesetAdmin",
    "Column",
    "Evidence",
    "FieldChoices",
    "FindingAdmin",
    "NameFilter",
    "Number",
    "Panel",
    "ProposalAdmin",
    "RecordAdmin",
    "VersionedAdmin",
    "VersionedRowForm",
    "VersionedRowFormSet",
    "add_column",
    "add_evidence",
    "add_number",
    "add_panel",
    "date_column",
    "name_filter",
    "period_filter",
]
