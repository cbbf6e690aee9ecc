"""A document comes in once, whole, and never changes."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from editorial.choices import ChangesetKind
from editorial.models import Changeset
from editorial.units import WriteOutsideChangesetError, changeset
from editorial.writing import write_new
from sources.attaching import attach
from sources.choices import Visibility
from sources.documents.parsed import DocumentError
from sources.documents.words import fingerprint
from sources.models import Document, Passage
from sources.storage import DocumentMissingError, is_intact, load, store
from tests.factories import make_passage, make_source, make_user, save

pytestmark = pytest.mark.django_db

LINES = ["= Title =", "First line.", "Second line.", "Third line."]
DATA = "\n".join(LINES).encode()
NEWER = "\n".join(["= Title =", "A new line.", "First line.", "Second line, reworded.", "Third line."]).encode()


def seeded(lines=LINES, **values):
    """A source as the seeds bring it: with summaries and fingerprints, without the sentences."""
    source = make_source(title="Title", **values)
    for number, line in enumerate(lines, 1):
        make_passage(source, number=number, summary=f"Says {number}.", fingerprint=fingerprint(line), kind="caption")
    return source


def texts(source, edition=1):
    return list(source.passages.filter(edition=edition).values_list("text", flat=True))


def test_a_document_makes_the_passages_of_its_source(author):
    source = make_source()
    attached = attach(source, DATA, "copy.txt", author=author, rights="CC BY-SA 4.0")
    assert (attached.is_new, len(attached.created), attached.document.edition) == (True, 4, 1)
    assert (attached.document.visibility, attached.document.rights) == (Visibility.EDITORS, "CC BY-SA 4.0")
    assert load(attached.document.sha256) == DATA
    assert texts(source) == LINES
    assert [each.summary for each in attached.created] == ["", "", "", ""]
    written = Changeset.objects.latest("pk")
    assert (written.author, written.file_name) == (author, "copy.txt")
    assert written.file_digest == attached.document.sha256
    rows = Passage.history_model.objects.filter(changeset=written)
    assert rows.count() == 4
    assert not hasattr(rows[0], "text")


def test_what_people_wrote_about_passages_stays(author):
    source = seeded()
    attached = attach(source, DATA, "copy.txt", author=author)
    assert (len(attached.filled), attached.created, attached.differing, attached.missing) == (4, [], [], [])
    assert texts(source) == LINES
    passage = source.passages.get(number=2)
    assert (passage.summary, passage.kind, passage.version) == ("Says 2.", "caption", 1)


def test_what_is_not_as_recorded_is_told(author):
    source = seeded([*LINES[:3], "Another.", "A fifth."])
    attached = attach(source, DATA, "copy.txt", author=author)
    assert [each.number for each in attached.differing] == [4]
    assert [each.number for each in attached.missing] == [5]
    assert source.passages.get(number=4).fingerprint == fingerprint("Another.")


def test_a_passage_without_a_fingerprint_gets_one(author):
    source = make_source()
    make_passage(source, number=1)
    attach(source, DATA, "copy.txt", author=author)
    passage = source.passages.get(number=1)
    assert (passage.fingerprint, passage.version) == (fingerprint(LINES[0]), 2)


def test_the_same_bytes_again_write_nothing(author):
    source = seeded()
    attach(source, DATA, "copy.txt", author=author)
    before = Changeset.objects.count()
    assert attach(source, DATA, "copy.txt", author=author).is_new is False
    assert Changeset.objects.count() == before
    with pytest.raises(ValidationError, match="attached to “Title” already"):
        attach(make_source(), DATA, "copy.txt", author=author)


def test_other_bytes_are_the_next_edition(author):
    source = seeded()
    attach(source, DATA, "copy.txt", author=author)
    attached = attach(source, NEWER, "copy.txt", author=author)
    assert (attached.document.edition, len(attached.created)) == (2, 5)
    assert (texts(source), len(texts(source, 2))) == (LINES, 5)
    source.refresh_from_db()
    assert source.current_edition == 2
    first = source.passages.get(edition=2, number=3)
    assert (first.text, first.summary, first.kind) == ("First line.", "Says 2.", "caption")
    assert source.passages.get(edition=2, number=2).summary == ""


def test_a_copy_unlike_the_recorded_one_is_another_edition(author):
    source = seeded(["One.", "Two.", "Three.", "Third line."])
    attached = attach(source, DATA, "copy.txt", author=author)
    assert attached.document.edition == 2
    assert texts(source) == ["", "", "", ""]


def test_a_refused_file_leaves_nothing(author):
    source = make_source()
    before = Changeset.objects.count()
    with pytest.raises(DocumentError):
        attach(source, b"\0", "copy.txt", author=author)
    with pytest.raises(ValidationError):
        attach(source, DATA, "copy\x07.txt", author=author)
    assert (Document.objects.count(), source.passages.count(), Changeset.objects.count()) == (0, 0, before)


def test_a_document_never_changes(author):
    document = attach(make_source(), DATA, "copy.txt", author=author).document
    for name, value in (("sha256", "0" * 64), ("edition", 3), ("source", make_source()), ("size", 1)):
        changed = Document.objects.get(pk=document.pk)
        setattr(changed, name, value)
        with pytest.raises(ValidationError, match="A document never changes"):
            save(changed)
    document.visibility = Visibility.PUBLIC
    assert save(document).version == 2
    assert list(Document.objects.public()) == [document]


def test_a_passage_says_something():
    with pytest.raises(ValidationError, match="Say what the passage tells"):
        make_passage(summary="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.bulk_create([Passage(source=make_source(), number=1)])


def test_the_store_tells_damage_and_mends_it(own_store):
    digest = store(DATA)
    path = own_store / digest[:2] / digest
    assert load(digest) == DATA
    path.chmod(0o600)
    path.write_bytes(b"tampered")
    with pytest.raises(DocumentMissingError, match="damaged"):
        load(digest)
    assert not is_intact(digest)
    assert store(DATA) == digest
    assert is_intact(digest)
    path.unlink()
    with pytest.raises(DocumentMissingError, match="not in the store"):
        load(digest)


def test_a_folder_is_attached_by_file_name_and_by_title(tmp_path, capsys):
    make_user(username="ed")
    by_name, by_title = seeded(file_name="a.txt"), make_source(title="Ties")
    (tmp_path / "a.txt").write_bytes(DATA)
    (tmp_path / "b.md").write_text("# Ties\n\nWords.")
    (tmp_path / "c.txt").write_text("Nobody's")
    (tmp_path / "d.png").write_bytes(b"picture")
    call_command("attach_documents", tmp_path, "--author", "ed", "--public")
    said = capsys.readouterr().out
    assert "a.txt: attached to title as edition 1, 4 passages (0 of them new)" in said
    assert "b.md: attached to ties as edition 1, 2 passages (2 of them new)" in said
    assert "c.txt: no source has the title “Nobody's”" in said
    assert "d.png" not in said
    assert set(Document.objects.values_list("source", "visibility")) == {
        (by_name.pk, "public"),
        (by_title.pk, "public"),
    }
    before = Changeset.objects.count()
    call_command("attach_documents", tmp_path, "--author", "ed")
    assert "a.txt: attached to title already" in capsys.readouterr().out
    assert Changeset.objects.count() == before


def test_the_command_tells_what_it_could_not_do(tmp_path, capsys):
    make_source(title="Twin")
    make_source(title="Twin")
    (tmp_path / "a.txt").write_text("Twin\nwords")
    (tmp_path / "b.txt").write_bytes(b"\0")
    with pytest.raises(CommandError, match="1 of the files"):
        call_command("attach_documents", tmp_path)
    said = capsys.readouterr()
    assert "several sources have the title “Twin”: twin, twin-2" in said.out
    assert "b.txt: not attached. It has NUL" in said.err
    with pytest.raises(CommandError, match="no user “nobody”"):
        call_command("attach_documents", tmp_path, "--author", "nobody")
    with pytest.raises(CommandError, match="no folder"):
        call_command("attach_documents", tmp_path / "nowhere")


def test_a_deleted_source_takes_its_documents_along(author):
    source = make_source(published=False)
    attach(source, DATA, "copy.txt", author=author)
    assert {type(part) for part in source.parts()} == {Document, Passage}


def test_many_rows_at_once_go_through_the_write_path_too():
    source = make_source()
    rows = [Passage(source=source, number=number, summary="Says so.") for number in (1, 2)]
    with pytest.raises(WriteOutsideChangesetError):
        write_new(rows)
    with pytest.raises(ValidationError), changeset(author=None, kind=ChangesetKind.COMMAND):
        write_new([*rows, Passage(source=source, number=3, summary="x" * 6000)])
    assert source.passages.count() == 0
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        write_new(rows)
        write_new([])
    assert [row.history_type for row in Passage.history_model.objects.filter(source=source)] == ["+", "+"]
    with pytest.raises(IntegrityError), changeset(author=None, kind=ChangesetKind.COMMAND):
        write_new([Passage(source=source, number=1, summary="Twice.")])
