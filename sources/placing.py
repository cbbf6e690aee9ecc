"""Which source a file is the document of: told by its bytes, its name, or the title it bears."""

from collections import defaultdict
from hashlib import sha256

from core.text import fold
from sources.documents.parsing import parse
from sources.models import Document, Source


class PlacingError(LookupError):
    """No source, or more than one, may be meant; the message says which."""


class Places:
    """The sources by what a file may be known by, read once for many files."""

    def __init__(self):
        self.by_file, self.by_title = defaultdict(list), defaultdict(list)
        for source in Source.objects.all():
            self.by_title[fold(source.title)].append(source)
            if source.file_name:
                self.by_file[source.file_name].append(source)

    def source_of(self, data: bytes, name: str) -> Source:
        """
        The source that a file belongs to. Raises PlacingError, and DocumentError when the file cannot be read.

        A file that is attached already is its document's source; then the file name kept with the source decides,
        then the title that the document bears.
        """
        known = Document.objects.filter(sha256=sha256(data).hexdigest()).select_related("source").first()
        if known is not None:
            return known.source
        if name in self.by_file:
            return _only(self.by_file[name], f"the file name “{name}”")
        title = parse(data, name).title
        return _only(self.by_title[fold(title)], f"the title “{title[:100]}”")


def _only(sources, what):
    if not sources:
        raise PlacingError(f"no source has {what}. Add the source first, or name the file in it.")
    if len(sources) > 1:
        slugs = ", ".join(source.slug for source in sources)
        raise PlacingError(f"several sources have {what}: {slugs}. Name the file in the one that is meant.")
    return sources[0]
