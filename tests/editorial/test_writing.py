"""The write path: versions, merging, history and changesets."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from editorial.choices import ChangesetKind, Status
from editorial.models import Changeset
from editorial.units import WriteOutsideChangesetError, changeset
from editorial.writing import ConflictError, GoneError, UnknownVersionError, remove, write
from relations.models import Country
from tests.factories import make_citation, make_country, make_event, make_official, make_user, publish, save

pytestmark = pytest.mark.django_db


def loaded(record):
    return type(record).objects.get(pk=record.pk)


def test_a_save_outside_a_changeset_is_refused():
    country = make_country()
    country.name = "Elsewhere"
    with pytest.raises(WriteOutsideChangesetError), transaction.atomic():
        country.save()
    with pytest.raises(WriteOutsideChangesetError), transaction.atomic():
        country.delete()
    assert Country.objects.get().name != "Elsewhere"


def test_each_change_is_one_version_with_author_and_reason():
    author = make_user()
    country = make_country(name="First")
    country.name = "Second"
    save(country, author=author, reason="Renamed")
    newest, oldest = country.history.order_by("-version")
    assert (oldest.version, oldest.name, oldest.history_type) == (1, "First", "+")
    assert (newest.version, newest.name, newest.history_type) == (2, "Second", "~")
    assert (newest.changeset.author, newest.changeset.reason) == (author, "Renamed")


def test_a_write_that_changes_nothing_leaves_nothing():
    country = make_country()
    changesets = Changeset.objects.count()
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        assert write(loaded(country)) is False
    assert loaded(country).version == 1
    assert Changeset.objects.count() == changesets


def test_several_writes_of_one_unit_share_a_changeset():
    with changeset(author=None, kind=ChangesetKind.COMMAND) as unit:
        first, second = make_country(), make_country()
    assert {row.changeset for row in [first.history.get(), second.history.get()]} == {unit.changeset}


def test_edits_of_different_fields_merge():
    country = make_country(name="Nauru", capital="")
    mine, theirs = loaded(country), loaded(country)
    theirs.capital = "Yaren"
    save(theirs)
    mine.official_name = "Republic of Nauru"
    save(mine)
    country = loaded(country)
    assert (country.capital, country.official_name, country.version) == ("Yaren", "Republic of Nauru", 3)


def test_partial_dates_merge_with_their_bounds():
    country = make_country()
    mine, theirs = loaded(country), loaded(country)
    theirs.existence = "since 1991"
    save(theirs)
    mine.capital = "Tskhinvali"
    save(mine)
    country = loaded(country)
    assert str(country.existence_earliest) == "1991-01-01"
    assert country.capital == "Tskhinvali"


def test_edits_of_the_same_field_conflict_and_write_nothing():
    country = make_country(name="Nauru", capital="")
    mine, theirs = loaded(country), loaded(country)
    theirs.capital = "Yaren"
    save(theirs)
    mine.capital = "Aiwo"
    with pytest.raises(ConflictError) as caught:
        save(mine)
    (clash,) = caught.value.clashes
    assert (clash.field, clash.base, clash.theirs, clash.mine) == ("capital", "", "Yaren", "Aiwo")
    assert loaded(country).capital == "Yaren"


def test_the_same_edit_twice_is_no_conflict():
    country = make_country(capital="")
    mine, theirs = loaded(country), loaded(country)
    theirs.capital = mine.capital = "Yaren"
    save(theirs)
    save(mine)
    assert loaded(country).version == 2


def test_many_to_many_values_are_versioned_and_merge():
    first, second, official = make_country(), make_country(), make_official()
    event = make_event(countries=[first])
    mine, theirs = loaded(event), loaded(event)
    save(theirs, officials=[official])
    save(mine, countries=[first, second])
    event = loaded(event)
    assert set(event.countries.all()) == {first, second}
    assert set(event.officials.all()) == {official}
    assert [row.countries.count() for row in event.history.order_by("version")] == [1, 1, 2]


def test_many_to_many_clash_is_a_conflict():
    first, second = make_country(), make_country()
    event = make_event()
    mine, theirs = loaded(event), loaded(event)
    save(theirs, countries=[first])
    with pytest.raises(ConflictError):
        save(mine, countries=[second])
    assert set(event.countries.all()) == {first}


def test_a_deleted_row_is_gone_and_keeps_its_history():
    country = make_country()
    make_citation(country)
    stale = loaded(country)
    with changeset(author=None, kind=ChangesetKind.COMMAND):
        remove(loaded(country))
    stale.capital = "Nowhere"
    with pytest.raises(GoneError):
        save(stale)
    rows = Country.history_model.objects.filter(id=stale.pk).order_by("history_id")
    assert [row.history_type for row in rows] == ["+", "-"]


def test_a_version_that_never_was_is_refused():
    country = make_country()
    with pytest.raises(UnknownVersionError), changeset(author=None, kind=ChangesetKind.COMMAND):
        write(country, seen=7)


def test_publication_needs_a_citation_from_a_published_source():
    country = make_country()
    country.status = Status.PUBLISHED
    with pytest.raises(ValidationError, match="needs a citation"):
        save(country)
    assert loaded(country).status == Status.DRAFT
    assert publish(loaded(country)).is_published


def test_a_published_record_keeps_its_last_citation():
    country = make_country(published=True)
    with pytest.raises(ValidationError, match="needs a citation"), changeset(author=None, kind=ChangesetKind.COMMAND):
        remove(country.citations.get())
    assert country.citations.count() == 1


def test_a_published_record_refers_to_published_records_only():
    country = make_country(published=True)
    country.part_of = make_country()
    with pytest.raises(ValidationError, match="Publish that first"):
        save(country)


def test_a_record_does_not_lead_back_to_itself():
    first = make_country()
    second = make_country(part_of=first)
    first.part_of = second
    with pytest.raises(ValidationError, match="leads back"):
        save(first)


def test_the_database_refuses_what_the_form_might_miss():
    country = make_country()
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.filter(pk=country.pk).update(latitude=91, longitude=0)


def test_names_make_addresses_that_do_not_collide():
    first, second = make_official(name="Nikolay Makarov"), make_official(name="Nikolay Makarov")
    assert (first.slug, second.slug) == ("nikolay-makarov", "nikolay-makarov-2")
