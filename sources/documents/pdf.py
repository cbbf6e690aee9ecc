"""
Reading PDF with text (ISO 32000).

A PDF is a program for drawing pages, and a hostile one may ask for any amount of time and memory. So it is read in a
process of its own with bounds of both, which prints the lines of each page.
"""

import io
import json
import resource
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from sources.choices import PassageKind
from sources.documents.parsed import DocumentError, PassageBuilder

SECONDS = 60
MEMORY = 2_000_000_000
MAX_OUTPUT = 60_000_000
_ROOT = Path(__file__).resolve().parent.parent.parent

MALFORMED = "It is not a well-formed PDF. Open it and print it to a new PDF, then attach that."
ENCRYPTED = "It is an encrypted PDF. Remove the password, then attach it."
WITHOUT_TEXT = "This PDF holds pictures and no text. Have its text recognized (OCR), then attach it."
TOO_MUCH = "This PDF takes too much time or memory to read. Attach its text instead."

_SENTENCE_ENDS = (".", "!", "?", ":", ";", ".”", '."', ".)", "…")


def parse_pdf(data: bytes) -> PassageBuilder:
    """
    The passages of a PDF: the paragraphs of each page, as far as its lines tell them.

    A paragraph ends at a blank line, at the end of its page, and with a line that ends a sentence and is short for
    the page. The number of the page stands in the section. Raises DocumentError.
    """
    builder = PassageBuilder()
    for number, lines in enumerate(_pages(data), 1):
        for paragraph in _paragraphs(lines):
            builder.add(PassageKind.PARAGRAPH, paragraph, section=f"Page {number}")
    if not builder.passages:
        raise DocumentError(WITHOUT_TEXT)
    return builder


def _pages(data):
    command = [sys.executable, "-m", "sources.documents.pdf"]
    try:
        # The arguments are fixed; the document itself goes in through the standard input.
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, cwd=_ROOT, check=False)  # noqa: S603
        told = json.loads(done.stdout) if done.returncode == 0 and len(done.stdout) <= MAX_OUTPUT else None
    except (subprocess.TimeoutExpired, ValueError):
        told = None
    if told is None:
        raise DocumentError(TOO_MUCH)
    if "refusal" in told:
        raise DocumentError(told["refusal"])
    return told["pages"]


def _paragraphs(lines):
    full = max(map(len, lines), default=0)
    paragraph = ""
    for line in lines:
        line = line.strip()
        if paragraph and not line:
            yield paragraph
            paragraph = ""
        # A word that is parted at a line's end keeps its hyphen: it may be its own.
        gap = "" if paragraph.endswith("-") and line[:1].islower() else " "
        paragraph = f"{paragraph}{gap}{line}".strip()
        if paragraph and line.endswith(_SENTENCE_ENDS) and len(line) < 0.8 * full:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def read_pages(data: bytes) -> dict:
    """`{"pages": [[line, …], …]}` of a PDF, or `{"refusal": sentence}`; for the process that reads it."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return {"refusal": ENCRYPTED}
        return {"pages": [page.extract_text().splitlines() for page in reader.pages]}
    except MemoryError:
        return {"refusal": TOO_MUCH}
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, OSError):
        # The library meets some broken files with errors of its own, and others with those of Python.
        return {"refusal": MALFORMED}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(json.dumps(read_pages(sys.stdin.buffer.read())))
