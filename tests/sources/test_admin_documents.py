"""Documents at the desk: attached, downloaded, verified, covered, and followed by a newer copy."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.models import Changeset
from sources.attaching import attach
from sources.models import Citation, Document, Passage, Source
from sources.storage import _path
from tests.admin_pages import address
from tests.factories import make_citation, make_country, make_passage, make_recognition, make_source, make_user

OLD = "= Recognition =\n\nNauru recognized it in December 2009.\n\nTuvalu followed on 19 September 2011.\n"
NEW = (
    "= Recognition =\n\nAn introduction that is new.\n\nNauru recognized it in December 2009.\n\n"
    "Tuvalu followed on 19 September 2012, as was said.\n"
)
PAGES = ("documents", "read", "verification", "reanchoring")

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def reviewer(db):
    return make_user("Reviewers")


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def source(db):
    return make_source(title="Notes")


def page(source, name):
    return reverse(f"admin:sources_source_{name}", args=[source.pk])


def upload(client, source, content=OLD, name="notes.txt", **values):
    data = content if isinstance(content, bytes) else content.encode()
    values = {"visibility": "editors", "rights": "", **values}
    return client.post(page(source, "documents"), {"document": SimpleUploadedFile(name, data), **values}, follow=True)


def attached(source, content=OLD):
    attach(source, content.encode(), "notes.txt", author=None)
    return source


def passage_with(source, words, edition=1):
    return source.passages.get(text__contains=words, edition=edition)


def cite(source, words, record=None, **values):
    record = record or make_recognition()
    return make_citation(record, passage=passage_with(source, words), exact=words, **values)


def messages_of(response):
    return " ".join(str(message) for message in response.context["messages"])


# Doors


@pytest.mark.parametrize("name", [*PAGES, "cite", "coverage", "records", "download"])
def test_strangers_are_asked_to_sign_in(client, source, name):
    args = {"download": [source.pk, 1], "coverage": [], "records": []}.get(name, [source.pk])
    response = client.get(reverse(f"admin:sources_source_{name}", args=args))
    assert response.status_code == 302
    assert "/login/" in response.headers["Location"]


@pytest.mark.parametrize("name", [*PAGES, "coverage", "records", "download"])
def test_staff_without_permissions_see_nothing(client, source, name):
    attached(source)
    client.force_login(make_user())
    args = {"download": [source.pk, 1], "coverage": [], "records": []}.get(name, [source.pk])
    assert client.get(reverse(f"admin:sources_source_{name}", args=args)).status_code == 403
    if name in PAGES:
        assert client.post(page(source, name), {}).status_code == 403


@pytest.mark.parametrize("name", [*PAGES, "coverage"])
def test_editors_see_every_page(client, source, name):
    client.force_login(make_user("Editors"))
    cite(attached(source), "December 2009")
    assert (
        client.get(reverse(f"admin:sources_source_{name}", args=[] if name == "coverage" else [source.pk])).status_code
        == 200
    )


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 30, "9" * 5000])
def test_numbers_that_no_source_has_are_not_found(desk, source, key):
    for name in PAGES:
        url = page(source, name).replace(f"/{source.pk}/", f"/{key}/")
        assert desk.get(url, follow=True).status_code in (200, 400, 404)


# Attaching


def test_a_document_is_attached_and_downloaded(desk, source, reviewer):
    response = upload(desk, source, visibility="public", rights="CC BY-SA 4.0")
    document = Document.objects.get()
    assert "Edition 1 is attached: 3 new passages." in messages_of(response)
    assert (document.visibility, document.rights, document.source) == ("public", "CC BY-SA 4.0", source)
    assert Changeset.objects.latest("pk").author == reviewer
    copy = desk.get(page(source, "documents") + "1/")
    assert copy.content.decode() == OLD
    assert copy.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert copy.headers["Content-Type"] == "application/octet-stream"
    assert "Nothing was written" in messages_of(upload(desk, source))


def test_passages_that_were_there_get_their_text(desk, source):
    make_passage(source, number=1, summary="A heading.")
    assert "2 new passages, and the text of 1 that were there." in messages_of(upload(desk, source))


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "notes.txt", "empty"),
        (b"a\0b", "notes.txt", "NUL"),
        (b"\xff\xfe\xff", "notes.md", "UTF"),
        (b"PK\3\4", "notes.docx", "no document that can be read here"),
        (b"%PDF-1.7 broken", "notes.pdf", ""),
        (b"Words.", "n" * 300 + ".txt", "characters"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(desk, source, content, name, told):
    response = upload(desk, source, content, name)
    assert response.status_code == 400
    assert told in str(response.context["form"].errors)
    assert not Document.objects.exists()


@pytest.mark.parametrize("values", [{"visibility": "all"}, {"rights": "a\0b"}, {"rights": "x" * 500}])
def test_bad_values_are_refused(desk, source, values):
    assert upload(desk, source, **values).status_code == 400
    assert not Document.objects.exists()


def test_the_bytes_of_another_source_are_refused(desk, source):
    attached(make_source(title="The first"))
    response = upload(desk, source)
    assert "attached to “The first” already" in str(response.context["form"].errors)


def test_editors_attach_to_drafts_only(client, source):
    client.force_login(make_user("Editors"))
    assert client.get(page(source, "documents")).context["form"] is None
    assert upload(client, source).status_code == 403
    draft = make_source(published=False)
    assert upload(client, draft).status_code == 200
    assert draft.documents.count() == 1


def test_a_damaged_copy_is_told_and_not_sent(desk, source):
    attached(source)
    path = _path(Document.objects.get().sha256)
    path.chmod(0o644)
    path.write_bytes(b"other")
    assert "damaged" in messages_of(desk.get(page(source, "documents") + "1/", follow=True))
    assert desk.get(page(source, "documents") + "7/").status_code == 404


# Verification


def test_every_state_of_a_citation_is_told(desk, source):
    attached(source)
    cite(source, "December 2009")
    moved, gone = cite(source, "19 September 2011"), cite(source, "Tuvalu")
    Citation.objects.filter(pk=moved.pk).update(passage=passage_with(source, "Nauru"))
    Citation.objects.filter(pk=gone.pk).update(exact="Vanuatu thought it over for years")
    reworded = cite(source, "followed on 19 September")
    Citation.objects.filter(pk=reworded.pk).update(exact="followed on 29 September 2011")
    response = desk.get(page(source, "verification"))
    states = {row.verdict.citation.pk: row.verdict.state for row in response.context["rows"]}
    assert states[moved.pk] == "moved"
    assert states[gone.pk] == "gone"
    assert states[reworded.pk] == "reworded"
    assert "<del>29</del>" in response.content.decode()
    assert "<ins>19</ins>" in response.content.decode()
    only = desk.get(page(source, "verification"), {"state": "gone"}).context["rows"]
    assert [row.verdict.citation.pk for row in only] == [gone.pk]
    assert desk.get(page(source, "verification"), {"state": "x", "page": "9" * 40}).status_code == 200


def test_without_a_document_nothing_is_claimed(desk, source):
    make_citation(make_recognition(), passage=make_passage(source))
    (row,) = desk.get(page(source, "verification")).context["rows"]
    assert row.verdict.state == "no-document"


# Coverage


def test_open_passages_are_a_work_queue(desk, source):
    attached(source)
    cite(source, "December 2009")
    url = address(Passage, "changelist")

    def listed(coverage):
        return {each.number for each in desk.get(url, {"coverage": coverage}).context["cl"].result_list}

    assert listed("cited") == {2}
    assert listed("open") == {1, 3}
    heading = source.passages.get(number=1)
    chosen = {"action": "mark_nothing_to_record", "_selected_action": [heading.pk]}
    asked = desk.post(url, chosen)
    assert "Nothing to record in" in asked.context["title"]
    confirmed = chosen | {"confirmed": "1", "seen": asked.context["seen"], "reason": "A heading"}
    assert "Why" in str(desk.post(url, confirmed | {"reason": ""}).content)
    desk.post(url, confirmed)
    heading.refresh_from_db()
    assert heading.nothing_to_record == "A heading"
    assert heading.history.latest("version").changeset.reason == "Nothing to record: A heading"
    assert listed("nothing") == {1}
    assert listed("open") == {3}
    (row,) = desk.get(reverse("admin:sources_source_coverage")).context["page"]
    assert (row.passages, row.cited, row.marked, row.open) == (3, 1, 1, 1)
    # What was confirmed has changed meanwhile.
    assert "has changed since" in desk.post(url, confirmed).content.decode()


def test_what_is_cited_or_public_is_not_marked(desk, client, source):
    attached(source)
    cited = cite(source, "December 2009").passage
    url = address(Passage, "changelist")
    data = {"action": "mark_nothing_to_record", "confirmed": "1", "reason": "No"}
    posted = data | {"_selected_action": [cited.pk], "seen": f"{cited.pk}:{cited.version}"}
    assert (
        "It is cited" in desk.post(url, posted).content.decode()
        or "is cited" in desk.post(url, posted).content.decode()
    )
    client.force_login(make_user("Editors"))
    other = source.passages.get(number=3)
    posted = data | {"_selected_action": [other.pk], "seen": f"{other.pk}:{other.version}"}
    assert "Open it and mark it there" in client.post(url, posted).content.decode()
    assert not Passage.objects.exclude(nothing_to_record="").exists()


# A newer copy


@pytest.fixture
def newer(source):
    """A source with a citation that stays, one whose words change, and a copy in which they did."""
    attached(source)
    stays, changes = cite(source, "December 2009"), cite(source, "19 September 2011")
    attached(source, NEW)
    return stays, changes


def test_citations_follow_to_a_newer_copy_once_confirmed(desk, source, newer):
    stays, changes = newer
    response = desk.get(page(source, "reanchoring"))
    rows = {row.proposal.citation.pk: row for group in response.context["groups"] for row in group["rows"]}
    assert rows[stays.pk].proposal.anchor == "moved"
    assert rows[stays.pk].is_checked
    assert rows[changes.pk].proposal.anchor == "reworded"
    assert not rows[changes.pk].is_checked
    assert "<del>2011.</del>" in response.content.decode()
    told = messages_of(desk.post(page(source, "reanchoring"), {"confirmed": [rows[stays.pk].token]}, follow=True))
    assert "Moved to edition 2: 1." in told
    stays.refresh_from_db()
    changes.refresh_from_db()
    assert (stays.passage.edition, stays.passage.number, stays.exact) == (2, 3, "December 2009")
    assert changes.passage.edition == 1
    # The same again is no longer on offer.
    again = desk.post(page(source, "reanchoring"), {"confirmed": [rows[stays.pk].token]})
    assert "has changed since" in messages_of(again)


@pytest.mark.parametrize("confirmed", [[], ["x"], ["9" * 40], ["1:1:1"], ["\0"], [""]])
def test_a_bad_confirmation_moves_nothing(desk, source, newer, confirmed):
    assert desk.post(page(source, "reanchoring"), {"confirmed": confirmed}).status_code == 200
    assert not Citation.objects.filter(passage__edition=2).exists()


def test_editors_do_not_move_what_readers_see(client, source):
    attached(source)
    seen = cite(source, "December 2009", record=make_recognition(published=True))
    attached(source, NEW)
    client.force_login(make_user("Editors"))
    response = client.get(page(source, "reanchoring"))
    ((row,),) = [group["rows"] for group in response.context["groups"]]
    assert not row.may_move
    client.post(page(source, "reanchoring"), {"confirmed": [row.token]})
    seen.refresh_from_db()
    assert seen.passage.edition == 1


# What it costs


@pytest.mark.parametrize("name", [*PAGES, "coverage"])
def test_a_page_costs_the_same_however_much_it_shows(desk, source, name):
    attached(source)
    # Of a source that others cite too, and of records of two types.
    cite(source, "December 2009", record=make_country())
    url = reverse(f"admin:sources_source_{name}", args=[] if name == "coverage" else [source.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url).status_code == 200
        return [query["sql"] for query in queries]

    for words in ("Nauru", "Tuvalu"):
        cite(source, words)
    attached(source, NEW)
    cost()
    few = cost()
    for words in ("Nauru", "Tuvalu") * 10:
        cite_old(source, words)
    assert len(cost()) == len(few) <= 16, "\n".join(few)


def cite_old(source, words):
    return make_citation(make_recognition(), passage=passage_with(source, words, edition=1), exact=words)


def test_the_form_of_a_source_leads_to_its_pages(desk, source):
    content = desk.get(address(Source, "change", source.pk)).content.decode()
    for name in PAGES:
        assert page(source, name) in content
