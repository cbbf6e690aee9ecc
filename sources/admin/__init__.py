"""The desk of sources, and what cited records have in common there."""

from editorial.admin import add_evidence
from sources.admin.citations import CitationAdmin
from sources.admin.cited import CitationInline, CitedRecordAdmin
from sources.admin.evidence import evidence_of
from sources.admin.sources import PassageAdmin, SourceAdmin

__all__ = ["CitationAdmin", "CitationInline", "CitedRecordAdmin", "PassageAdmin", "SourceAdmin"]

add_evidence(evidence_of)
