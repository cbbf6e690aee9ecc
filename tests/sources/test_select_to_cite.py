"""From words of a document to a saved draft that cites them: by the form alone, and in a browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from relations.models import Country, Recognition
from sources.attaching import attach
from sources.documents.quoting import CONTEXT
from sources.models import Citation
from tests.admin_pages import address, posted
from tests.factories import make_citation, make_country, make_passage, make_recognition, make_source, make_user

TEXT = (
    "= Recognition =\n\nIn December 2009 Nauru recognized South Ossetia, and Nauru sent word of it.\n\n"
    "Tuvalu followed on 19 September 2011.\n"
)
SENTENCE = "In December 2009 Nauru recognized South Ossetia"
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def source(db):
    source = make_source(title="Notes")
    attach(source, TEXT.encode(), "notes.txt", author=None)
    return source


@pytest.fixture
def states(db):
    return make_country(name="Nauru"), make_country(name="South Ossetia", other_names="Хуссар Ирыстон [os]")


@pytest.fixture
def desk(client, db):
    client.force_login(make_user("Editors"))
    return client


def place(source, name):
    return reverse(f"admin:sources_source_{name}", args=[source.pk])


def cite(client, source, **values):
    values = {"edition": 1, "passage": 2, "exact": SENTENCE, "target": "relations.recognition", **values}
    return client.post(place(source, "cite"), values)


# Without a script


def test_words_typed_by_passage_number_become_a_draft(desk, source, states):
    nauru, ossetia = states
    response = desk.get(cite(desk, source).headers["Location"])
    assert Recognition.objects.count() == 0
    initial = response.context["adminform"].form.initial
    assert (initial["recognizing_state"], initial["recognized_entity"]) == (nauru.pk, ossetia.pk)
    assert initial["granted"] == "December 2009"
    desk.post(address(Recognition, "add"), posted(response))
    recognition = Recognition.objects.get()
    citation = recognition.citations.get()
    assert (recognition.recognizing_state, recognition.recognized_entity) == states
    assert str(recognition.granted) == "December 2009"
    assert not recognition.is_published
    assert (citation.passage.number, citation.exact, citation.position) == (2, SENTENCE, 0)
    assert citation.suffix == ", and Nauru sent word of it."[:CONTEXT]


def test_an_existing_record_takes_a_citation_of_a_field(desk, source, states):
    recognition = make_recognition(recognizing_state=states[0], recognized_entity=states[1])
    values = {"exact": "In December 2009", "field": "relations.recognition:granted", "existing": recognition.slug}
    response = desk.get(cite(desk, source, **values).headers["Location"])
    desk.post(address(Recognition, "change", recognition.pk), posted(response))
    citation = recognition.citations.get()
    assert (citation.field, citation.says, citation.exact) == ("granted", "December 2009", "In December 2009")
    recognition.refresh_from_db()
    assert str(recognition.granted) == "26 August 2008"


def test_a_blank_field_of_an_existing_record_is_offered_a_value(desk, source, states):
    recognition = make_recognition(recognizing_state=states[1], recognized_entity=states[0], granted="")
    response = desk.get(cite(desk, source, existing=recognition.slug).headers["Location"])
    initial = response.context["adminform"].form.initial
    assert initial["granted"] == "December 2009"
    assert initial["recognizing_state"] == states[1].pk
    recognition.refresh_from_db()
    assert recognition.granted is None
    desk.post(address(Recognition, "change", recognition.pk), posted(response))
    recognition.refresh_from_db()
    assert str(recognition.granted) == "December 2009"


def test_of_several_records_one_is_chosen(desk, source, states):
    first = make_recognition(recognizing_state=states[0])
    second = make_recognition(recognizing_state=states[0])
    response = cite(desk, source, existing="nauru")
    offered = [each["record"] for each in response.context["candidates"]]
    assert set(offered) == {first, second}
    assert "Several records fit" in response.content.decode()
    form = desk.get(response.context["candidates"][0]["url"])
    assert form.status_code == 200
    assert "There is no recognition" in cite(desk, source, existing="Atlantis").content.decode()


def test_of_equal_words_those_at_the_position_are_taken(desk, source):
    where = TEXT.split("\n")[2].rindex("Nauru")
    response = desk.get(cite(desk, source, exact="Nauru", position=where).headers["Location"])
    assert f'value="{where}"' in response.content.decode()


def test_a_passage_is_cited_as_a_whole(desk, source):
    response = desk.get(cite(desk, source, exact="").headers["Location"])
    assert response.context["carried"].chosen is None
    assert "¶2" in response.content.decode()


def test_the_address_of_a_passage_fills_the_panel(desk, source):
    content = desk.get(place(source, "read"), {"passage": 3}).content.decode()
    assert re.search(r"<textarea[^>]*>\s*Tuvalu followed on 19 September 2011\.</textarea>", content)


def test_summaries_are_cited_without_words(desk):
    passage = make_passage(summary="Our own words.")
    assert cite(desk, passage.source, passage=1, exact="").status_code == 302
    assert "No document is attached" in cite(desk, passage.source, passage=1, exact="Our own").content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"passage": "9" * 30},
        {"passage": "-1"},
        {"passage": "x"},
        {"passage": "77"},
        {"exact": "a\0b"},
        {"exact": "Naur"},
        {"exact": "x" * 5000},
        {"target": "auth.user"},
        {"target": ""},
        {"field": "relations.country:name"},
        {"field": "relations.recognition:no"},
        {"field": ":"},
        {"position": "9" * 30},
        {"existing": "a\0b"},
    ],
)
def test_bad_words_are_refused_beside_the_document(desk, source, values):
    response = cite(desk, source, **values)
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("edition", ["", "x", "9" * 30, "7"])
def test_an_edition_that_is_not_there_is_the_newest(desk, source, edition):
    assert desk.get(place(source, "read"), {"edition": edition}).context["edition"] == 1
    assert cite(desk, source, edition=edition).status_code == 302


BAD_CARGO = [
    "cite=x",
    "cite=" + "9" * 30,
    "cite=1&cite_from=9&cite_to=2",
    "cite=1&cite_to=99999",
    "cite_field=x&cite=1",
]


@pytest.mark.parametrize("query", BAD_CARGO)
@pytest.mark.parametrize("model", [Recognition, Country])
def test_a_bad_cargo_never_breaks_a_form(desk, source, query, model):
    query = query.replace("cite=1", f"cite={source.passages.get(number=2).pk}")
    record = make_recognition() if model is Recognition else make_country()
    for url in (address(model, "add"), address(model, "change", record.pk)):
        assert desk.get(f"{url}?{query}").status_code == 200


def test_suggestions_name_records_of_one_type(desk, states):
    url = reverse("admin:sources_source_records")
    recognition = make_recognition(recognizing_state=states[0])
    found = desk.get(url, {"target": "relations.recognition", "q": "naurú"}).json()["results"]
    assert found == [{"slug": recognition.slug, "name": str(recognition)}]
    for query in ({}, {"target": "auth.user", "q": "a"}, {"target": "relations.country", "q": " "}):
        assert desk.get(url, query).json() == {"results": []}


def test_citing_asks_for_the_permission_to_see_passages(client, source):
    client.force_login(make_user())
    assert cite(client, source).status_code == 403


def test_words_quoted_can_be_taken_back(desk, source):
    response = desk.get(cite(desk, source).headers["Location"])
    row = "sources-citation-content_type-object_id-0-exact"
    countries = {"recognizing_state": make_country().pk, "recognized_entity": make_country().pk}
    desk.post(address(Recognition, "add"), posted(response, **{row: ""}, **countries))
    citation = Citation.objects.get()
    assert (citation.exact, citation.prefix, citation.position) == ("", "", None)


# In a browser


@pytest.fixture
def reader(signed_in):
    """A browser signed in as an editor."""
    return signed_in("Editors", "editor")


def opened(browser_page, source):
    browser_page.goto(reverse("admin:sources_source_read", args=[source.pk]))
    return browser_page.locator('[data-passage="2"]')


def drag_over(browser_page, words, first, last):
    """Select with the mouse, from the middle of one word to the middle of another, as hands do."""
    boxes = words.evaluate(
        """(element, parts) => parts.map((part) => {
            const range = document.createRange();
            const start = element.textContent.indexOf(part) + 1;
            range.setStart(element.firstChild, start);
            range.setEnd(element.firstChild, start + 1);
            const { x, y, width, height } = range.getBoundingClientRect();
            return [Math.round(x + width / 2), Math.round(y + height / 2)];
        })""",
        [first, last],
    )
    browser_page.mouse.move(*boxes[0])
    browser_page.mouse.down()
    browser_page.mouse.move(*boxes[1], steps=5)
    browser_page.mouse.up()


def test_from_selected_words_to_a_saved_draft_in_four_steps(reader, source, states):
    words = opened(reader, source)
    drag_over(reader, words, "December", "Ossetia")  # 1: select
    expect(reader.get_by_label("Words quoted:")).to_have_value("December 2009 Nauru recognized South Ossetia")
    reader.get_by_label("Cite for a:").select_option(label="Recognition")  # 2: choose
    reader.get_by_role("button", name="Open its form").click()  # 3: open
    expect(reader.get_by_label("Granted:")).to_have_value("December 2009")
    assert not Recognition.objects.exists()
    reader.get_by_role("button", name="Save", exact=True).click()  # 4: save
    expect(reader.locator(".messagelist .success")).to_contain_text("Nauru recognizes South Ossetia")
    recognition = Recognition.objects.get()
    citation = recognition.citations.get()
    assert (citation.passage.number, citation.position) == (2, 3)
    assert citation.exact == "December 2009 Nauru recognized South Ossetia"
    assert not recognition.is_published


def test_an_existing_record_is_suggested(reader, source, states):
    recognition = make_recognition(recognizing_state=states[0], recognized_entity=states[1])
    opened(reader, source).evaluate(
        "(element) => getSelection().setBaseAndExtent(element.firstChild, 3, element.firstChild, 16)"
    )
    expect(reader.get_by_label("Words quoted:")).to_have_value("December 2009")
    reader.get_by_label("Cite for a:").select_option(label="Recognition")
    about = reader.get_by_label("About:")
    assert about.locator("optgroup").count() == 1
    about.select_option(label="Granted")
    reader.get_by_label("Which one:").press_sequentially("nauru")
    expect(reader.locator("#cite-records option")).to_have_attribute("value", recognition.slug)
    reader.get_by_label("Which one:").fill(recognition.slug)
    reader.get_by_role("button", name="Open its form").click()
    reader.get_by_role("button", name="Save", exact=True).click()
    expect(reader.locator(".messagelist .success")).to_be_visible()
    assert recognition.citations.get().says == "December 2009"


def test_a_selection_from_beside_a_passage_takes_its_words(reader, source):
    opened(reader, source).evaluate(
        """(element) => {
            const next = document.querySelector('[data-passage="3"]').firstChild;
            getSelection().setBaseAndExtent(element.closest("li"), 0, next, 5);
        }"""
    )
    quoted = reader.get_by_label("Words quoted:")
    expect(quoted).to_have_value(f"{SENTENCE}, and Nauru sent word of it.")
    expect(reader.get_by_label("Passage ¶:")).to_have_value("2")


def test_the_keyboard_alone_is_enough(reader, source, states):
    opened(reader, source)
    reader.get_by_label("Cite passage 2").focus()
    reader.keyboard.press("Enter")
    quoted = reader.get_by_label("Words quoted:")
    expect(quoted).to_be_focused()
    reader.keyboard.press("Control+End")
    for _ in ", and Nauru sent word of it.":
        reader.keyboard.press("Backspace")
    expect(quoted).to_have_value(SENTENCE)
    reader.keyboard.press("Tab")
    reader.keyboard.type("Recog")
    reader.keyboard.press("Enter")
    reader.get_by_role("button", name="Open its form").press("Enter")
    expect(reader.get_by_label("Granted:")).to_have_value("December 2009")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_source_fit_and_are_accessible(reader, complaints, source, states, width, scheme):
    recognition = make_recognition()
    for number, words in ((2, "December 2009"), (3, "19 September 2011"), (3, "Tuvalu")):
        make_citation(recognition, passage=source.passages.get(number=number), exact=words, says=words)
    Citation.objects.filter(exact="Tuvalu").update(exact="Tuvalu followed on 20 September 2011")
    attach(source, TEXT.replace("2011", "2012").encode(), "notes.txt", author=None)
    reader.emulate_media(color_scheme=scheme)
    reader.set_viewport_size({"width": width, "height": 900})
    pages = [place(source, name) for name in ("documents", "read", "verification", "reanchoring")]
    cargo = f"?cite={source.passages.get(edition=1, number=2).pk}&cite_from=0&cite_to=47"
    for url in [*pages, reverse("admin:sources_source_coverage"), address(Recognition, "add") + cargo]:
        reader.goto(url)
        assert reader.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), url
        assert complaints == [], url
        found = Axe().run(reader, options=AXE)
        complaints.clear()  # the checker itself styles what it looks at
        told = [
            (violation["id"], [node["target"] for node in violation["nodes"]])
            for violation in found.response["violations"]
        ]
        assert told == [], url


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_words_typed_by_passage_number_become_a_draft(reader, source, states):
    opened(reader, source)
    reader.get_by_label("Passage ¶:").fill("2")
    reader.get_by_label("Words quoted:").fill(SENTENCE)
    reader.get_by_label("Cite for a:").select_option(label="Recognition")
    reader.get_by_role("button", name="Open its form").click()
    expect(reader.get_by_label("Granted:")).to_have_value("December 2009")
    reader.get_by_role("button", name="Save", exact=True).click()
    expect(reader.locator(".messagelist .success")).to_contain_text("Nauru recognizes South Ossetia")
    assert Recognition.objects.get().citations.get().exact == SENTENCE


@pytest.mark.browser_context_args(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
def test_words_selected_on_a_touch_screen_are_taken(reader, source, states):
    words = opened(reader, source)
    words.tap()
    # A long press selects through the system, of which the page sees no more than the selection that changed.
    words.evaluate("(element) => getSelection().setBaseAndExtent(element.firstChild, 3, element.firstChild, 16)")
    expect(reader.get_by_label("Words quoted:")).to_have_value("December 2009")
    reader.get_by_label("Cite for a:").select_option(label="Recognition")
    reader.get_by_role("button", name="Open its form").tap()
    expect(reader.get_by_label("Granted:")).to_have_value("December 2009")
