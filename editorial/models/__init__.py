from editorial.models.changesets import Changeset, Stamp
from editorial.models.history import TypedHistory
from editorial.models.records import Record, Versioned

__all__ = ["Changeset", "Record", "Stamp", "TypedHistory", "Versioned"]
