"""A newer copy takes its citations along, as far as a person confirms it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Changeset
from editorial.writing import ConflictError
from sources.anchoring import plan_reanchoring, reanchor
from sources.attaching import attach
from sources.models import Citation
from sources.verification import counts, verify
from tests.factories import make_citation, make_country, make_passage, make_source, save

pytestmark = pytest.mark.django_db

OLD = [
    "The treaty was signed on 17 September 2008 at the Kremlin in Moscow.",
    "On 26 August 2008 President Medvedev signed two decrees.",
    "The embassy opened in April 2009 and has twelve rooms.",
    "An opinion that no newer copy repeats.",
]
NEW = [
    "The treaty was signed on 17 September 2008 at the Kremlin in Moscow.",
    "A new paragraph about the weather.",
    "On 26 August 2008 President Medvedev signed two decrees.",
    "The embassy opened in May 2009 and has fourteen rooms.",
]


@pytest.fixture
def source(author):
    source = make_source(title="Gazette")
    attach(source, "\n".join(OLD).encode(), "old.txt", author=author)
    return source


def newer(source, author, lines=NEW):
    attach(source, "\n".join(lines).encode(), "new.txt", author=author)
    return {proposal.citation.passage.number: proposal for proposal in plan_reanchoring(source)}


def cite(source, number, **values):
    return make_citation(make_country(), passage=source.passages.get(edition=1, number=number), **values)


def told(proposal):
    return str(proposal.anchor), proposal.passage and proposal.passage.number


def test_every_citation_gets_a_proposal(source, author):
    for number in (1, 2, 3, 4):
        cite(source, number)
    plan = newer(source, author)
    assert {number: told(proposal) for number, proposal in plan.items()} == {
        1: ("same", 1),
        2: ("moved", 3),
        3: ("reworded", 4),
        4: ("gone", None),
    }
    changes = [(str(part.part), part.words) for part in plan[3].difference if part.part != "same"]
    assert changes == [("removed", "April"), ("added", "May"), ("removed", "twelve"), ("added", "fourteen")]


def test_quotations_are_followed_into_passages_that_changed(source, author):
    cite(source, 3, exact="opened in April 2009", prefix="embassy ")
    cite(source, 2, exact="signed two decrees")
    plan = newer(source, author)
    assert told(plan[3]) == ("reworded", 4)
    assert (plan[3].selector.exact, plan[3].selector.position) == ("opened in May 2009", 12)
    plan = newer(source, author, ["Medvedev signed two decrees, a note says.", *NEW[:2]])
    assert told(plan[2]) == ("moved", 1)
    assert plan[2].selector.suffix == ", a note says."


def test_a_printed_value_that_is_gone_is_told(source, author):
    cite(source, 3, says="April 2009")
    cite(source, 1, says="17 September 2008")
    plan = newer(source, author)
    assert (plan[3].says_stands, plan[1].says_stands) == (False, True)


def test_an_old_copy_that_was_never_kept_is_found_by_fingerprint_or_value(author):
    source = make_source()
    kept = [make_passage(source, number=n, fingerprint=str(n) * 64) for n in (1, 2, 3)]
    make_citation(make_country(), passage=kept[0], says="26 August 2008")
    make_citation(make_country(), passage=kept[1], says="2011")
    make_citation(make_country(), passage=kept[2])
    plan = newer(source, author)
    assert {number: told(proposal) for number, proposal in plan.items()} == {
        1: ("reworded", 3),
        2: ("gone", None),
        3: ("gone", None),
    }


def test_what_is_confirmed_moves_and_the_rest_stays(source, author):
    for number in (1, 2, 4):
        cite(source, number)
    cite(source, 3, exact="opened in April 2009", says="May 2009")
    plan = newer(source, author)
    keys = set(Citation.objects.values_list("key", flat=True))
    moved = reanchor(source, [plan[2], plan[3], plan[4]], author=author)
    assert [citation.passage.key for citation in moved] == ["gazette@2#3", "gazette@2#4"]
    assert Changeset.objects.latest("pk").author == author
    assert sorted(citation.passage.key for citation in Citation.objects.all()) == [
        "gazette#1",
        "gazette#4",
        "gazette@2#3",
        "gazette@2#4",
    ]
    assert set(Citation.objects.values_list("key", flat=True)) == keys
    reworded = Citation.objects.get(passage__number=4, passage__edition=2)
    assert (reworded.exact, reworded.prefix, reworded.version) == ("opened in May 2009", "The embassy", 2)
    before = Citation.history_model.objects.get(id=reworded.pk, version=1)
    assert before.exact == "opened in April 2009"
    assert counts(verify(Citation.objects.all()))["verified"] == 4
    assert {number: told(each) for number, each in newer(source, author).items()} == {
        1: ("same", 1),
        4: ("gone", None),
    }


def test_an_edit_made_meanwhile_is_not_overwritten(source, author):
    cite(source, 3, exact="opened in April 2009")
    plan = newer(source, author)
    edited = Citation.objects.get()
    edited.exact = "twelve rooms"
    save(edited, author=author)
    with pytest.raises(ConflictError):
        reanchor(source, [plan[3]], author=author)
    assert Citation.objects.get().passage.edition == 1


def test_a_source_with_one_copy_has_nothing_to_move(source):
    cite(source, 1)
    assert plan_reanchoring(source) == []
    assert plan_reanchoring(make_source()) == []


def test_queries_do_not_grow_with_the_citations(source, author):
    cite(source, 1)
    newer(source, author)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            plan_reanchoring(source)
        return len(asked)

    few = queries()
    for number in (1, 2, 3, 4):
        cite(source, number, exact=OLD[number - 1])
    assert queries() == few
