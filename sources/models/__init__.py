from sources.models.citations import Citation, CitedRecord
from sources.models.documents import Document
from sources.models.passages import FIRST_EDITION, Passage
from sources.models.sources import Source

__all__ = ["FIRST_EDITION", "Citation", "CitedRecord", "Document", "Passage", "Source"]
