"""
Who may do what: every route of the site × every verb × every role.

The routes are found by walking the URLconf (`tests/every_route.py`, `tests/public/routes.py`), and the forms of the
desk are posted as those who may use them find them. What each role may do follows from the kind of page, by the rules
below.
"""

import re
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import get_resolver, reverse

from editorial.admin.moves import MOVES
from editorial.choices import Status
from editorial.models import Changeset, Finding, Proposal
from exchange.admin.sheets import SheetAdmin
from exchange.models import ImportRun
from exchange.readers import read_file
from public.urls import urlpatterns as public_routes
from sources.models import Citation, Passage
from tests.every_route import desk_addresses, desk_world, rewound, routes
from tests.factories import MAKERS, make_user
from tests.public.routes import addresses as public_addresses
from tests.public.routes import published_world

# Who there is

GROUPS = {
    "anonymous": None,
    "account": None,  # signed in, and no member of staff
    "reader": None,  # a member of staff without a group
    "editor": "Editors",
    "data editor": "Data editors",
    "reviewer": "Reviewers",
    "administrator": "Administrators",
}
EVERYBODY = tuple(GROUPS)
STAFF, EDITORS, REVIEWERS, ADMINISTRATORS = EVERYBODY[2:], EVERYBODY[3:], EVERYBODY[5:], EVERYBODY[6:]
IMPORTERS, NOBODY = EVERYBODY[4:], ()

# What they may

#: Pages of the desk that belong to no type: who may open them.
FRAME = {
    "index": STAFF,
    "login": EVERYBODY,
    "logout": EVERYBODY,
    "password_change": STAFF,
    "password_change_done": STAFF,
    "jsi18n": STAFF,
    "rest": NOBODY,  # there is no such page
    "old": STAFF,  # leads to the form, which asks anew
}
#: Pages of a type that more is asked for than to be an editor.
PAGES = {"import": IMPORTERS, "process_import": IMPORTERS}
#: Types whose pages more is asked for.
TYPES = {get_user_model(): ADMINISTRATORS, Group: ADMINISTRATORS, ImportRun: IMPORTERS}
#: What has pages and is written by no form of its own: pages that nobody opens.
CLOSED = {
    Changeset: {"add", "delete", "history"},
    Finding: {"add", "delete", "history"},
    Proposal: {"add", "delete", "history"},
    ImportRun: {"delete", "history"},
    Citation: {"add", "import", "process_import"},
}
#: Pages on which editors see, of what readers see, what only reviewers may do.
FOR_REVIEWERS = {"back", "restore", "documents"}


def who_may_open(address):
    """The roles that an address answers."""
    if address.page in FRAME and (address.model is None or address.page == "old"):
        return FRAME[address.page]
    if address.page == "app_list":
        return {"auth": ADMINISTRATORS, "exchange": IMPORTERS}.get(address.name, EDITORS)
    if address.page in CLOSED.get(address.model, ()):
        return NOBODY
    if address.page == "delete" and address.model in MAKERS and address.row.standing != "draft":
        return NOBODY
    if address.page == "move" and MOVES[address.name].for_reviewers:
        return REVIEWERS
    return TYPES.get(address.model) or PAGES.get(address.page, EDITORS)


def who_may_post(address, post):
    """The roles that may do what a form of an address does, or propose it."""
    if address.model is ImportRun and address.page == "change" and "do-cancel" not in post:
        return ("data editor",)  # who started it
    if address.page in ("undo", "review") or (address.page == "change" and address.model is Proposal):
        return REVIEWERS
    if address.page in FOR_REVIEWERS and address.row.standing == "published":
        return REVIEWERS
    return who_may_open(address)


# The world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Everything the tests walk, made once: the addresses of the desk and of the readers, and who visits them."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "DOCUMENT_DIR", tmp_path_factory.mktemp("documents"))
        patch.setattr(settings, "UPLOAD_DIR", tmp_path_factory.mktemp("uploads"))
        people = {role: _account(role) for role in GROUPS if role != "anonymous"}
        desk = desk_addresses(desk_world(people), people)
        visitors = {role: Visitor(role, people.get(role)) for role in GROUPS}
        yield {"desk": desk, "public": public_addresses(published_world()), "visitors": visitors}
        transaction.set_rollback(True)


def _account(role):
    user = make_user(GROUPS[role], username=f"the {role}")
    if role == "account":
        user.is_staff = False
        user.save()
    return user


class Visitor:
    """Somebody with a role, whose every visit is taken back."""

    def __init__(self, role, user):
        self.role = role
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def visit(self, verb, url, data=None, look=None):
        """What is answered, whether it tried to write, and what `look` sees before it is taken back."""
        self.client.cookies = SimpleCookie(self.cookies)
        writes = []

        def note(execute, sql, params, many, context):
            if WRITES.match(sql) and "django_session" not in sql:
                writes.append(sql)
            return execute(sql, params, many, context)

        with transaction.atomic():
            with connection.execute_wrapper(note):
                ask = self.client.post(url, rewound(data)) if verb == "POST" else self.client.generic(verb, url)
            seen = look() if writes and look else None
            transaction.set_rollback(True)
        assert ask.status_code != 500, (self.role, verb, url, ask.exc_info)
        return ask, bool(writes), seen


WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
OTHER_VERBS = ("PUT", "PATCH", "DELETE", "OPTIONS")


def everything():
    """All that the database holds but sessions."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in models
        if model._meta.app_label != "sessions"
    }


def what_readers_see():
    """The published records, their citations, and the passages of their sources."""
    published = {model: model.objects.filter(status=Status.PUBLISHED).order_by("pk") for model in MAKERS}
    seen = {model: list(found.values_list()) for model, found in published.items()}
    cited = [
        citation
        for model, found in published.items()
        for citation in Citation.objects.filter(
            content_type__model=model._meta.model_name, object_id__in=found.values("pk")
        )
        .order_by("pk")
        .values_list()
    ]
    return seen, cited, list(Passage.objects.filter(source__status=Status.PUBLISHED).order_by("pk").values_list())


def is_refusal(response):
    asks_to_sign_in = response.get("Location", "").startswith(reverse("admin:login"))
    return asks_to_sign_in or response.status_code in REFUSALS[response.wsgi_request.method]


#: The page that asks to sign in again keeps what was posted, and turns the request into one for a page.
REFUSALS = {"GET": (403, 404), "HEAD": (403, 404), "POST": (403, 404, 405)}


@pytest.fixture
def unrendered(monkeypatch):
    """Pages are not written out: only who is answered matters. `test_pages…` looks at whole pages."""
    monkeypatch.setattr(TemplateResponse, "rendered_content", "")


# The desk


@pytest.mark.django_db
def test_every_route_of_the_site_is_walked(world):
    every = list(routes(get_resolver().url_patterns))
    assert len(every) == len(list(routes(admin.site.urls[0]))) + len(public_routes)
    rights = len(GROUPS) * (3 + len(OTHER_VERBS))
    posts = sum(len(address.posts) for address in world["desk"])
    assert len(every) * rights >= CELLS, f"{len(every)} routes"
    assert posts >= POSTS
    sheets = sum(isinstance(each, SheetAdmin) for each in admin.site._registry.values())
    assert sum(address.page == "import" for address in world["desk"]) == sheets


#: Routes × verbs × roles, and forms that are posted, when this was written: neither may shrink unnoticed.
CELLS, POSTS = 20_700, 480


@pytest.mark.django_db
def test_pages_of_the_desk_are_shown_whole(world):
    # Administrators' pages are whole already: their forms were read in the making of `world`.
    for address in world["desk"]:
        if "editor" in who_may_open(address) and address.row.standing != "draft":
            world["visitors"]["editor"].visit("GET", address.url)


@pytest.mark.django_db
@pytest.mark.parametrize("role", GROUPS)
def test_the_desk_shows_each_role_what_it_may_see_and_reading_writes_nothing(world, role, unrendered):
    visitor, before = world["visitors"][role], everything()
    # Of drafts all see what they see of published records, and may delete them.
    for address in (each for each in world["desk"] if each.row.standing != "draft" or each.page == "delete"):
        for verb in ("GET", "HEAD"):
            response, wrote, after = visitor.visit(verb, address.url, look=everything)
            told = (role, verb, address.page, address.model, address.url, response.status_code)
            assert is_refusal(response) == (role not in who_may_open(address)), told
            assert not wrote or after == before, told


@pytest.mark.django_db
@pytest.mark.parametrize("role", GROUPS)
def test_the_desk_has_no_other_verbs(world, role, unrendered):
    visitor = world["visitors"][role]
    for address in world["desk"]:
        if address.row.standing in ("", "published"):
            for verb in OTHER_VERBS:
                response, wrote, _seen = visitor.visit(verb, address.url)
                told = (role, verb, address.url, response.status_code)
                assert not wrote, told
                assert response.status_code == 405 or (role not in STAFF and response.status_code == 302), told


@pytest.mark.django_db
@pytest.mark.parametrize("role", GROUPS)
def test_forms_of_the_desk_work_for_those_who_may_and_for_nobody_else(world, role, unrendered):
    visitor, before, seen_before = world["visitors"][role], everything(), what_readers_see()
    done = 0
    for address in world["desk"]:
        for post in address.posts or [{}]:
            may = role in who_may_post(address, post)
            look = None if role in REVIEWERS and may else what_readers_see if may else everything
            response, wrote, after = visitor.visit("POST", address.url, post, look)
            told = (role, address.page, address.model, address.row, address.url, post, response.status_code)
            if role not in who_may_open(address):
                assert is_refusal(response), told
            elif post:
                assert may or is_refusal(response), told
            if wrote and look:
                assert after == (seen_before if may else before), told
            done += wrote and may
    # Posts that nobody can do anything with would prove nothing.
    assert done >= DONE.get(role, 0), done


#: How many posts have an effect in the hands of those who may.
DONE = {"editor": 120, "data editor": 140, "reviewer": 200, "administrator": 210}


@pytest.mark.django_db
def test_no_form_of_the_desk_is_taken_from_another_site(world, unrendered):
    visitor = world["visitors"]["administrator"]
    visitor.client.handler.enforce_csrf_checks = True
    try:
        for address in world["desk"]:
            for post in address.posts[:1]:
                post = {name: value for name, value in post.items() if name != "csrfmiddlewaretoken"}
                response, wrote, _seen = visitor.visit("POST", address.url, post)
                assert response.status_code == 403, address.url
                assert not wrote, address.url
    finally:
        visitor.client.handler.enforce_csrf_checks = False


# The readers' pages


def said(response):
    """What an answer says, byte by byte; of a workbook its cells, since its bytes tell the second it was packed in."""
    if not response.content.startswith(b"PK"):
        return response.content
    return {name: (table.headers, list(table)) for name, table in read_file(response.content).items()}


@pytest.fixture(scope="module")
def told_strangers(world, django_db_blocker):
    """What the readers' pages say to somebody without any cookie, by address."""
    with django_db_blocker.unblock():
        return {url: said(Client().get(url)) for url in world["public"]}


@pytest.mark.django_db
@pytest.mark.parametrize("role", GROUPS)
def test_the_readers_pages_are_the_same_for_everybody_and_take_no_other_verb(world, told_strangers, role):
    visitor = world["visitors"][role]
    for url in world["public"]:
        response, wrote, _seen = visitor.visit("GET", url)
        assert response.status_code == 200, (role, url)
        assert not wrote, (role, url)
        assert not response.cookies, (role, url)
        assert "Cookie" not in response.get("Vary", ""), (role, url)
        assert said(response) == told_strangers[url], (role, url)
        head, wrote, _seen = visitor.visit("HEAD", url)
        assert (head.status_code, head.content, wrote) == (200, b"", False), (role, url)
        for verb in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            response, wrote, _seen = visitor.visit(verb, url, {})
            assert response.status_code == (200 if verb == "OPTIONS" else 405), (role, verb, url)
            assert not wrote, (role, verb, url)
