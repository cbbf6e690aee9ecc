"""What the tests of sources share: the five documents, and a store of documents of their own."""

from pathlib import Path

import pytest
from django.conf import settings as project

from tests.factories import make_user

#: Beside the repository, not in it: the register keeps their digests and our own summaries only.
FIVE_DOCUMENTS = project.BASE_DIR.parent / "shared" / "documents"


@pytest.fixture(scope="session")
def five_documents() -> Path:
    """The folder of the documents that the register is seeded from."""
    if not FIVE_DOCUMENTS.is_dir():
        pytest.skip(
            f"THE FIVE DOCUMENTS ARE NOT AT {FIVE_DOCUMENTS}: nothing proves here that the seeded citations verify. "
            "Put them there and run the tests again."
        )
    return FIVE_DOCUMENTS


@pytest.fixture
def own_store(settings, tmp_path):
    """A store that a test may damage."""
    settings.DOCUMENT_DIR = tmp_path / "store"
    return settings.DOCUMENT_DIR


@pytest.fixture
def author(db):
    return make_user("Editors")
