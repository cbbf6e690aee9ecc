"""What every test finds ready: a Hypothesis profile, the seeded register and, for the browser tests, Chromium."""

import os
import shutil

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from hypothesis import settings

from tests.factories import make_user

# No deadline: the first example of a test also pays for imports, and two cores are shared with other work.
settings.register_profile("chancery", deadline=None)
settings.register_profile("ci", parent=settings.get_profile("chancery"), print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "chancery")

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """
    What was kept for one test's register is none of the next one's, whose changesets have the same numbers.

    Whole pages are not kept at all: tests look at what a page was made from, and change rows behind its back.
    """
    cache.clear()
    monkeypatch.setattr("public.caching.LARGEST_PAGE_KEPT", 0)


@pytest.fixture(scope="module")
def _seeded(django_db_setup, django_db_blocker):
    """The seeds, loaded once for all tests of a module and taken back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_seeds", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded(_seeded, db):
    """The seeded register."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Marks what asks for a browser, before `-m` selects by it, and readies Django if any of it will run."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    yield
    if any(item.get_closest_marker("browser") for item in items):
        # Playwright keeps an event loop in the tests' thread, where Django refuses its ORM unless told otherwise.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def base_url(live_server):
    """Every browser test meets the site live, and writes `page.goto("/countries/")`."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """
    Overrides pytest-playwright's fixture: the system's Chromium, or the one that tools/browser found.

    Playwright's own way looks only for a build it downloaded itself. The flags keep Chromium from looking up its
    maker's hosts, and let it start as root and without a graphics card.
    """
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    if not chromium:
        pytest.skip("There is no Chromium; tools/browser finds or installs one, and `make test` calls it.")
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture
def complaints(page):
    """What the browser complains of, as a list that grows: broken scripts, and breaches of the policy."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


@pytest.fixture
def signed_in(page, transactional_db, complaints):
    """Signs the browser in as a member of a group and gives its page; the browser's complaints fail the test."""

    def sign_in(group, username):
        user = make_user(group, username=username)
        user.set_password("right")
        user.save()
        page.goto("/admin/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill("right")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("/admin/")
        return page

    yield sign_in
    assert complaints == []
