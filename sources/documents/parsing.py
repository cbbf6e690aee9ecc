"""
The door through which documents of any kind come in: bounded in size, time and memory.

HTML, Markdown and PDF can be made so that a small file asks for any amount of work (a PDF is a program for drawing
pages; the HTML standard repeats open formatting elements in every paragraph). They are read in a process of their own
with bounds that the system keeps. Plain text costs what its length costs, and is read here.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from sources.documents.parsed import DocumentError, ParsedDocument, ParsedPassage
from sources.documents.reading import TEXT, check_size, media_type_of, read

SECONDS = 30
MEMORY = 2_000_000_000
TOO_MUCH = "It takes too much time or memory to read. Attach its plain text instead."

_ROOT = Path(__file__).resolve().parent.parent.parent


def parse(data: bytes, name: str) -> ParsedDocument:
    """
    Read a document; `name` is its file's, whose ending tells its kind.

    The same bytes under the same name give the same passages. Raises DocumentError, with a sentence for the person
    who brought it, when the file is of another kind, too large, malformed, or without text.
    """
    media_type = media_type_of(data, name)
    check_size(data, media_type)
    return read(data, name) if media_type == TEXT else _read_apart(data, name)


def _read_apart(data, name):
    command = [sys.executable, "-m", "sources.documents.parsing", Path(name).suffix, str(SECONDS)]
    try:
        # No shell, and of the name only its ending: what comes from outside cannot become a command or an option.
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=2 * SECONDS, cwd=_ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(TOO_MUCH) from None
    if done.returncode != 0:
        raise DocumentError(TOO_MUCH)
    told = json.loads(done.stdout)
    if "refusal" in told:
        raise DocumentError(told["refusal"])
    passages = [
        ParsedPassage(number, kind, section, text, tuple(headers))
        for number, (kind, section, text, headers) in enumerate(told["passages"], 1)
    ]
    return ParsedDocument(told["media_type"], told["title"], passages)


def _tell(data, name):
    """What the process apart prints: the document, or why it is refused."""
    try:
        document = read(data, name)
    except DocumentError as error:
        return {"refusal": str(error)}
    passages = [(each.kind, each.section, each.text, each.headers) for each in document.passages]
    return {"media_type": document.media_type, "title": document.title, "passages": passages}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), int(sys.argv[2])))
    json.dump(_tell(sys.stdin.buffer.read(), f"document{sys.argv[1]}"), sys.stdout)
