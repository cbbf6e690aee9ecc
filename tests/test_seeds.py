"""The seeded register: complete, cited to the passage, and the same after a round trip."""

import pytest
from django.conf import settings
from django.core.management import call_command

from editorial.models import Changeset
from exchange.dataset import export_dataset, import_dataset
from exchange.readers import read_csv
from exchange.registry import sheet_for, sheets
from people.models import Appointment, Event, Official
from relations.models import Country, DiplomaticRelation, Membership, Mission, Recognition, Treaty, TreatyAction
from sources.models import Citation, CitedRecord, Passage, Source
from tests.factories import make_user, save

SEEDS = settings.BASE_DIR / "seeds"


def as_rows(dataset):
    return {tuple(sorted(row.items())) for row in dataset.dict}


@pytest.mark.usefixtures("seeded")
def test_the_register_holds_what_the_documents_tell():
    assert Source.objects.published().count() == 5
    assert Passage.objects.count() == 157
    assert Country.objects.published().count() >= 30
    assert Recognition.objects.published().count() >= 20
    assert Mission.objects.published().count() >= 12
    assert Treaty.objects.published().count() >= 15
    assert Official.objects.published().count() >= 46
    assert Membership.objects.published().count() >= 3
    assert Event.objects.published().count() >= 50
    assert DiplomaticRelation.objects.published().exists()
    assert {"signature", "parliamentary-approval"} <= set(TreatyAction.objects.values_list("action", flat=True))


@pytest.mark.usefixtures("seeded")
def test_every_record_is_cited_to_the_passage():
    for resource in sheets():
        model = resource._meta.model
        if issubclass(model, CitedRecord):
            uncited = model.objects.exclude(citations__passage__isnull=False)
            assert not uncited.exists(), uncited
    assert not Citation.objects.filter(passage=None).exists()


@pytest.mark.usefixtures("seeded")
def test_every_passage_is_cited_or_says_why_not():
    open_passages = Passage.objects.filter(citations=None, nothing_to_record="")
    assert [str(passage) for passage in open_passages] == []
    both = Passage.objects.exclude(nothing_to_record="").exclude(citations=None)
    assert [str(passage) for passage in both] == []


@pytest.mark.usefixtures("seeded")
def test_a_second_load_writes_nothing():
    changesets = Changeset.objects.count()
    call_command("load_seeds", verbosity=0)
    assert Changeset.objects.count() == changesets


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("target", ["folder", "register.xlsx"])
def test_the_register_comes_back_unchanged(tmp_path, target):
    rows = export_dataset(tmp_path / target)
    report = import_dataset(tmp_path / target, author=None)
    assert [str(problem) for problem in report.problems] == []
    assert (report.created, report.changed, report.unchanged) == (0, 0, sum(rows.values()))


@pytest.mark.usefixtures("seeded")
def test_the_seeds_are_what_the_register_exports():
    for resource in sheets():
        stored = read_csv((SEEDS / f"{resource.sheet_name()}.csv").read_bytes())
        assert list(stored.headers) == resource().columns()
        assert as_rows(stored) == as_rows(resource().export())


@pytest.mark.usefixtures("seeded")
def test_an_editors_change_is_kept_and_told(capsys):
    country = Country.objects.get(slug="nauru")
    country.capital = "Aiwo"
    save(country, author=make_user("Editors"))
    call_command("load_seeds")
    assert "Nauru was changed by an editor and stays as it is" in capsys.readouterr().out
    assert Country.objects.get(slug="nauru").capital == "Aiwo"


@pytest.mark.usefixtures("seeded")
def test_blank_names_are_filled_in_with_how_sure_that_is():
    nauru = Recognition.objects.get(recognizing_state__slug="nauru", recognized_entity__slug="south-ossetia")
    assert str(nauru.granted) == "December 2009"
    assert any("blank" in citation.note for citation in nauru.citations.all())


@pytest.mark.usefixtures("seeded")
def test_sources_that_differ_are_both_recorded():
    theirs = Recognition.objects.filter(recognized_entity__slug="south-ossetia")
    sadr = theirs.get(recognizing_state__slug__contains="sahrawi")
    told = {(c.stance, c.says) for c in sadr.citations.filter(field="granted")}
    assert {stance for stance, _says in told} == {"supports", "disputes"}


@pytest.mark.usefixtures("seeded")
def test_the_ambassadors_have_their_stories():
    botsiev = Appointment.objects.get(official__slug="oleg-botsiev")
    assert str(botsiev.appointed) == "15 April 2013"
    assert botsiev.copy_presented
    assert botsiev.credentials_presented_to.slug == "alexander-ankvab"
    pliev = Appointment.objects.get(official__slug="nodar-pliev")
    assert (pliev.end_reason, pliev.ended_by.slug) == ("recalled", "alexander-ankvab")


def test_there_is_a_seed_file_for_every_sheet():
    assert {path.stem for path in SEEDS.glob("*.csv")} == {resource.sheet_name() for resource in sheets()}
    assert sheet_for(Country)
