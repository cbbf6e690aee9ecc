"""Helpers to go through the admin's real door: pages that are fetched, filled in and posted."""

import pytest

from tests.factories import make_user


@pytest.fixture
def reviewer(db):
    return make_user("Reviewers", username="reviewer")


@pytest.fixture
def editor(db):
    return make_user("Editors", username="editor")


@pytest.fixture
def desk(client, reviewer):
    """A client signed in as a reviewer."""
    client.force_login(reviewer)
    return client


@pytest.fixture
def editors_desk(client, editor):
    """A client signed in as an editor."""
    client.force_login(editor)
    return client
