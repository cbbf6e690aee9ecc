"""
Every address of the desk, found by walking the URLconf, and what its forms would post.

`desk_world` makes a published record and a draft of every type, and a row of everything else that has pages. What an
address takes is filled in by the name of its argument; a route that nothing here can fill fails with a sentence that
says what to add.
"""

from dataclasses import dataclass, field
from itertools import product

from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone
from django.utils.http import urlencode
from selectolax.lexbor import LexborHTMLParser
from tablib import Dataset

from editorial.admin.moves import MOVES
from editorial.choices import Status
from editorial.models import Finding, Proposal, Versioned
from exchange import runs
from exchange.models import ImportRun
from exchange.registry import sheet_for
from exchange.writers import write_csv
from relations.models import Country, Recognition
from sources.attaching import attach
from sources.models import Citation, Passage, Source
from tests.admin_pages import change_address, form_values, posted
from tests.factories import MAKERS, make_citation, make_user

DOCUMENT = "Nauru recognized it in December 2009.\n\nTuvalu, a {} document says, followed on 19 September 2011.\n"
TYPED = " Typed in passing."


@dataclass(frozen=True)
class Row:
    """What an address is about, and how it stands; blank for what is no curated record."""

    key: str = ""
    standing: str = ""
    changesets: tuple = ()


@dataclass
class Address:
    """One address: its page's name, the type and the row that it is about, and what the forms on it post."""

    page: str
    url: str
    model: type | None = None
    row: Row = Row()
    name: str = ""
    drafts: tuple = ()
    posts: list[dict] = field(default_factory=list)


# The world


def desk_world(people):
    """{type: rows} of all types that have pages at the desk; `people` are accounts by role."""
    world = {
        model: {"published": make(published=True), "draft": make(published=False)} for model, make in MAKERS.items()
    }
    for standing, source in world[Source].items():
        attach(source, DOCUMENT.format(standing).encode(), "notes.txt", author=None)
    recognitions = world[Recognition]
    recognitions["in review"] = MAKERS[Recognition](status=Status.IN_REVIEW)
    world[Passage] = {standing: source.passages.earliest("pk") for standing, source in world[Source].items()}
    world[Citation] = {
        standing: make_citation(record, passage=world[Passage][standing], exact="December 2009")
        for standing, record in recognitions.items()
        if standing in world[Passage]
    }
    shown = world[Citation]["published"].history.get().changeset
    rows = {model: [_row(*each) for each in made.items()] for model, made in world.items()}
    return rows | {type(each): [Row(str(each.pk))] for each in _other_rows(recognitions, shown, people)}


def _row(standing, record):
    stamps = type(record).history_model.objects.filter(id=record.pk).order_by("history_id")
    return Row(str(record.pk), standing, tuple(stamps.values_list("changeset", flat=True)))


def _other_rows(recognitions, changeset, people):
    record, client = recognitions["published"], Client()
    client.force_login(make_user("Editors"))
    page = client.get(change_address(record))
    assert client.post(change_address(record), posted(page, summary="Proposed.")).status_code == 302
    kind = ContentType.objects.get_for_model(Recognition)
    doubt = {"content_type": kind, "object_id": recognitions["draft"].pk, "fingerprint": "0"}
    return [
        Proposal.objects.get(),
        Finding.objects.create(check_key="made-up", reason="Doubtful.", found=timezone.now(), **doubt),
        changeset,
        runs.start(_sheet_of(Country), author=people["data editor"], sheet="countries", file_name="countries.csv"),
        make_user(username="somebody"),
        Group.objects.create(name="Guests"),
    ]


# The walk


def routes(patterns):
    """Every route below some patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern


def desk_addresses(world, people):
    """Every address of the desk, with what its forms post."""
    found = _every_address(world)
    _find_posts(found, people)
    return found


def kinds_of_page(world):
    """One address for each kind of page of the desk, and one for each type's form."""
    found = {}
    for address in _every_address(world):
        found.setdefault((address.page, address.model if address.page == "change" else None), address)
    return list(found.values())


def _every_address(world):
    return [address for route in routes(admin.site.urls[0]) for address in _addresses_of(route, world)]


#: What an argument of a route stands for, by its name: every value that is walked, for a type and one of its rows.
ARGUMENTS = {
    "object_id": lambda model, row: [row.key],
    "id": lambda model, row: [row.key],
    "number": lambda model, row: [row.key],
    "changeset": lambda model, row: [row.changesets[0]],
    "edition": lambda model, row: [1],
    "name": lambda model, row: list(MOVES),
    "content_type_id": lambda model, row: [ContentType.objects.get_for_model(model).pk],
    "app_label": lambda model, row: sorted({each._meta.app_label for each in admin.site._registry}),
    "url": lambda model, row: ["no/such/page/"],
}
#: What a page is asked for beyond its address, by its name.
QUERIES = {
    "compare": lambda row: {"from": row.changesets[0], "to": row.changesets[-1]},
    "records": lambda row: {"target": "country", "q": "country"},
}


def _addresses_of(route, world):
    model, page = _model_and_page(route)
    takes = list(route.pattern.converters) or list(route.pattern.regex.groupindex)
    unknown = [name for name in takes if name not in ARGUMENTS]
    assert not unknown, f"tests/every_route.py does not know how to fill {unknown} of {route}: add it to ARGUMENTS."
    assert model is None or model in world, f"tests/every_route.py has no row of {model}: make one in desk_world."
    if page == "autocomplete":
        return list(_autocompletions())
    about = model or Country
    rows = world[about] if {"object_id", "id", "number"} & {*takes} else [Row()]
    found = []
    for row in rows:
        for values in product(*(ARGUMENTS[name](about, row) for name in takes)):
            query = QUERIES[page](row) if page in QUERIES else {}
            url = _url(route, model, row, values) + (f"?{urlencode(query)}" if query else "")
            drafts = tuple(each for each in world[about] if each.standing == "draft")
            found.append(Address(page, url, model, row, str(values[-1]) if values else "", drafts))
    return found


def _model_and_page(route):
    """The type that a route belongs to, if any, and the name of its page; some routes of the admin have no name."""
    if route.name is None:
        is_rest = "url" in route.pattern.regex.groupindex
        return (None, "rest") if is_rest else (route.callback.model_admin.model, "old")
    for model in admin.site._registry:
        stem = f"{model._meta.app_label}_{model._meta.model_name}_"
        if route.name.startswith(stem):
            return model, route.name.removeprefix(stem)
    return None, route.name


def _url(route, model, row, values):
    if route.name is not None:
        return reverse(f"admin:{route.name}", args=values)
    index = reverse("admin:index")
    return f"{index}{values[0]}" if model is None else f"{index}{model._meta.label_lower.replace('.', '/')}/{row.key}/"


def _autocompletions():
    """What suggests records, for every field that asks for them."""
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.get_autocomplete_fields(None):
            query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
            related = model._meta.get_field(name).related_model
            yield Address("autocomplete", f"{reverse('admin:autocomplete')}?{urlencode(query)}", related)


# What forms post


def _find_posts(addresses, people):
    """Give each address what the forms post to it that an administrator, or who started an import, meets."""
    by_path = {address.url: address for address in addresses}
    for role in ("administrator", "data editor"):
        client = Client()
        client.force_login(people[role])
        for address in addresses:
            if role == "administrator" or address.model is ImportRun:
                _keep_posts(by_path, address, client.get(address.url))
            if role == "administrator" and address.page == "changelist":
                # Its actions lead to a page that asks once more.
                for post in address.posts[:]:
                    _keep_posts(by_path, address, client.post(address.url, post))
    _fill_in_new_ones(addresses)


def _fill_in_new_ones(addresses):
    """Have the forms of new records say what the form of the draft says, under another address."""
    drafts = {each.model: each for each in addresses if each.page == "change" and each.row.standing == "draft"}
    for address in addresses:
        if address.page == "add" and address.model in drafts:
            address.posts = [
                {name: value for name, value in post.items() if not name.endswith(("-id", "seen_version"))}
                | {name: "0" for name in post if name.endswith("-INITIAL_FORMS")}
                | {"slug": "quite-another"}
                for post in drafts[address.model].posts
            ]


def _keep_posts(by_path, address, response):
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    for form in LexborHTMLParser(response.content.decode()).css("#content form"):
        if form.attributes.get("method", "get").lower() == "post":
            goes_to = by_path.get(form.attributes.get("action") or address.url, address)
            goes_to.posts += _typed_in(goes_to, form)


def _typed_in(address, form):
    """What a form posts after somebody has typed something into it, for each of its buttons."""
    data = form_values(form)
    for each in form.css("textarea[name]"):
        if "-" not in each.attributes["name"] and not each.attributes["name"].endswith("names"):
            data[each.attributes["name"]] = each.text().strip() + TYPED
    for each in form.css("input[type=file]"):
        data[each.attributes["name"]] = _file_for(address)
    boxes = form.css("input[type=checkbox][name=_selected_action]")
    if boxes:
        data["_selected_action"] = [_draft_among(address, [each.attributes["value"] for each in boxes])]
        options = [each.attributes["value"] for each in form.css("select[name=action] option")]
        return [data | {"action": option} for option in options if option]
    is_form_of_record = address.page in ("add", "change") and issubclass(address.model, Versioned)
    buttons = [
        (each.attributes["name"], each.attributes.get("value") or "")
        for each in form.css("[type=submit][name], button[name]")
        if each.attributes["name"] in PRESSED or not is_form_of_record
    ]
    return [data | dict([button]) for button in buttons] or [data]


def _draft_among(address, keys):
    """The key to tick in a list: of a draft, with which most steps can be taken."""
    drafts = [row.key for row in address.drafts if row.key in keys]
    return (drafts or keys)[0]


#: Of a record's form: the other buttons differ in where they lead.
PRESSED = ("_save", "_publish")


def _file_for(address):
    if address.page == "import":
        return SimpleUploadedFile("sheet.csv", _sheet_of(address.model))
    return SimpleUploadedFile("newer.txt", DOCUMENT.format("newer").encode())


def _sheet_of(model):
    """A file with one new row, much like one that the register has."""
    sheet = sheet_for(model)()
    table = sheet.export(sheet.get_queryset()[:1])
    new = {"slug": "quite-another", "name": "Quite another", "status": "draft", "version": "", "number": "77"}
    cells = [new.get(header, cell) for header, cell in zip(table.headers, table[0], strict=True)]
    return write_csv(Dataset(cells, headers=table.headers))


def rewound(post):
    """A post whose files are read from their beginning."""
    for value in post.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    return post
