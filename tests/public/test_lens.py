"""`?as=`: the world as one State sees it, by the recognitions that the register holds and nothing else."""

import pytest

from tests.factories import make_country, make_membership, make_recognition

pytestmark = pytest.mark.django_db


@pytest.fixture
def eyes():
    return make_country(name="Tuvalu", published=True)


@pytest.fixture
def entity():
    return make_country(name="Ossetia", country_status="partially-recognized", published=True)


def seen(client, entity, eyes, query=""):
    response = client.get(f"{entity.get_absolute_url()}?as={eyes.slug}{query}")
    return response.context["seen"].word


def test_what_is_recorded_is_told_on_the_day(client, entity, eyes):
    make_recognition(
        recognizing_state=eyes, recognized_entity=entity, granted="2011", ended="31 March 2014", published=True
    )
    assert seen(client, entity, eyes) == "Recognized once, ended 31 March 2014"
    assert seen(client, entity, eyes, "&on=2012-03-01") == "Recognized since 2011"
    assert seen(client, entity, eyes, "&on=2011-06-01") == "Possibly recognized"
    assert seen(client, entity, eyes, "&on=2010-06-01") == "Not yet recognized"


def test_the_best_of_several_spells_counts(client, entity, eyes):
    for values in ({"granted": "1994", "ended": "1999"}, {"granted": "2008"}):
        make_recognition(recognizing_state=eyes, recognized_entity=entity, published=True, **values)
    assert seen(client, entity, eyes) == "Recognized since 2008"
    assert seen(client, entity, eyes, "&on=1996-01-01") == "Recognized since 1994"


def test_a_blank_is_not_a_denial_and_membership_is_no_recognition(client, entity, eyes):
    for member in (entity, eyes):
        make_membership(member=member, published=True)
    response = client.get(entity.get_absolute_url(), {"as": eyes.slug})
    assert "No recognition recorded" in response.content.decode()
    assert "A blank is not a denial" in response.content.decode()


def test_drafts_are_not_seen(client, entity, eyes):
    make_recognition(recognizing_state=eyes, recognized_entity=entity)
    assert seen(client, entity, eyes) == "No recognition recorded"


def test_its_own_page_and_the_page_of_a_pair(client, entity, eyes):
    assert seen(client, eyes, eyes) == "Itself"
    response = client.get(f"/countries/{entity.slug}/{eyes.slug}/", {"as": eyes.slug})
    assert [(str(country), each.word) for country, each in response.context["seen_both"]] == [
        ("Ossetia", "No recognition recorded"),
        ("Tuvalu", "Itself"),
    ]


def test_the_default_view_declares_that_it_takes_no_side(client, entity):
    content = client.get(entity.get_absolute_url()).content.decode()
    assert "Shown: what any published source reports." in content


@pytest.mark.parametrize("slug", ["atlantis", "draft"])
def test_eyes_that_there_are_not_are_refused(client, entity, slug):
    make_country(slug="draft")
    response = client.get(entity.get_absolute_url(), {"as": slug})
    assert response.status_code == 400
    assert f"no country “{slug}” through whose eyes" in response.content.decode()
