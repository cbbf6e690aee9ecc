from sources.models.citations import Citation, CitedRecord
from sources.models.sources import Passage, Source

__all__ = ["Citation", "CitedRecord", "Passage", "Source"]
