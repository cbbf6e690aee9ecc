"""What goes out comes back: exporting and importing the whole register changes nothing."""

import pytest

from editorial.models import Changeset
from exchange.dataset import export_dataset, import_dataset
from tests.factories import MAKERS, make_citation, make_country, make_event, make_official

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    for maker in MAKERS.values():
        maker(published=True)
    country = make_country(
        name="=1+1", other_names="Хуссар Ирыстон [os]\n'Quoted", part_of=make_country(name="Ångström")
    )
    make_citation(country, field="name", says="-x", note="two\nlines and  two spaces", stance="disputes")
    make_event(countries=[country], officials=[make_official(name="+Plus")], amount="2.5", unit="roubles")


@pytest.mark.parametrize("target", ["folder", "register.xlsx", "register.ods"])
def test_round_trip_changes_nothing(register, tmp_path, target):
    path = tmp_path / target
    rows = export_dataset(path)
    changesets = Changeset.objects.count()
    report = import_dataset(path, author=None)
    assert [str(problem) for problem in report.problems] == []
    assert (report.created, report.changed, report.unchanged) == (0, 0, sum(rows.values()))
    assert Changeset.objects.count() == changesets
