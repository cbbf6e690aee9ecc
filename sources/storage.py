"""
The bytes of documents, each kept under its SHA-256 in `settings.DOCUMENT_DIR` and never changed.

A name that is a digest tells at every reading whether the bytes are still those that were attached.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings


class DocumentMissingError(LookupError):
    """The bytes of a document are not there, or are no longer the ones attached; the message says which."""


def store(data: bytes) -> str:
    """Keep the bytes, and return their SHA-256 in hexadecimal digits. What lies there damaged is replaced."""
    digest = sha256(data).hexdigest()
    try:
        load(digest)
    except DocumentMissingError:
        path = _path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and moved, so that nobody ever reads half a document.
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o444)
        Path(name).replace(path)
    return digest


def load(digest: str) -> bytes:
    """The bytes with this SHA-256. Raises DocumentMissingError."""
    try:
        data = _path(digest).read_bytes()
    except OSError as error:
        raise DocumentMissingError(f"The document {digest[:12]}… is not in the store: {error.strerror}.") from error
    if sha256(data).hexdigest() != digest:
        raise DocumentMissingError(f"The document {digest[:12]}… in the store is damaged: its digest differs.")
    return data


def is_intact(digest: str) -> bool:
    """Whether the bytes with this SHA-256 are there and undamaged."""
    try:
        load(digest)
    except DocumentMissingError:
        return False
    return True


def _path(digest):
    return Path(settings.DOCUMENT_DIR) / digest[:2] / digest
