from sources.admin.citations import CitationAdmin
from sources.admin.cited import CitationInline, CitedRecordAdmin
from sources.admin.sources import PassageAdmin, SourceAdmin

__all__ = ["CitationAdmin", "CitationInline", "CitedRecordAdmin", "PassageAdmin", "SourceAdmin"]
