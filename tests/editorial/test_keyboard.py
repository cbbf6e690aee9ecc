"""An editor's speed: a new record by keyboard alone, and a date corrected and cited in a few actions."""

from time import monotonic

from playwright.sync_api import expect

from relations.models import Recognition
from tests.admin_pages import address, change_address
from tests.editorial.test_admin_browser import desk_page, pick
from tests.factories import make_country, make_passage, make_recognition, make_source

__all__ = ["desk_page"]

#: Milliseconds from key to key of a steady typist: 600 keys a minute.
KEY = 100
LONGEST = 45


def tab_to(page, selector, most=12):
    """Press Tab until the element has the focus."""
    wanted = page.locator(selector)
    for _key in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab", delay=KEY)
    expect(wanted).to_be_focused()


def choose(page, field, typed, offered):
    """Open the field with suggestions that has the focus, type, wait for what is offered, take it."""
    tab_to(page, f"#id_{field} + .select2-container .select2-selection")
    with page.expect_response(lambda response: "/autocomplete/" in response.url):
        page.keyboard.press("Enter", delay=KEY)
    with page.expect_response(lambda response: "term=" in response.url and "term=&" not in response.url):
        page.keyboard.type(typed, delay=KEY)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(offered)
    page.keyboard.press("Enter", delay=KEY)
    expect(page.locator(f"#select2-id_{field}-container")).to_contain_text(offered)


def test_a_recognition_is_typed_from_scratch_by_keyboard_alone(desk_page, capsys):
    page = desk_page
    make_country(name="Nauru")
    make_country(name="South Ossetia", other_names="Хуссар Ирыстон [os]")
    make_passage(make_source(title="Notes of the ministry"), summary="Nauru recognized it in December 2009.")
    page.goto(address(Recognition, "add"))
    row = "sources-citation-content_type-object_id-0"

    start = monotonic()
    choose(page, "recognizing_state", "nauru", "Nauru")
    choose(page, "recognized_entity", "хуссар", "South Ossetia")
    tab_to(page, "#id_granted")
    page.keyboard.type("December 2009", delay=KEY)
    tab_to(page, f"#id_{row}-field", most=30)
    page.keyboard.type("Gra", delay=KEY)
    choose(page, f"{row}-passage", "ministry 1", "Nauru recognized it in December 2009.")
    page.keyboard.press("Tab", delay=KEY)
    tab_to(page, f"#id_{row}-exact")
    tab_to(page, f"#id_{row}-says")
    page.keyboard.type("in December 2009", delay=KEY)
    page.keyboard.press("Enter", delay=KEY)
    expect(page.locator(".messagelist .success")).to_be_visible()
    taken = monotonic() - start

    recognition = Recognition.objects.get()
    citation = recognition.citations.get()
    assert (str(recognition.recognizing_state), str(recognition.granted)) == ("Nauru", "December 2009")
    assert (citation.field, citation.passage.number, citation.says) == ("granted", 1, "in December 2009")
    assert taken <= LONGEST
    with capsys.disabled():
        print(f"\na recognition by keyboard: {taken:.1f} s")  # noqa: T201 -- the figure is what the test is for


def test_a_date_is_corrected_and_cited_in_four_actions(desk_page):
    page = desk_page
    recognition = make_recognition(granted="2008")
    passage = make_passage(make_source(title="The decree"), summary="Granted on 26 August 2008.")
    page.goto(change_address(recognition))
    row = "sources-citation-content_type-object_id-0"

    page.get_by_label("Granted:").fill("26 August 2008")  # 1
    page.locator(f"#id_{row}-field").select_option(label="Granted")  # 2
    pick(page, f"{row}-passage", "decree", "Granted on 26 August 2008.")  # 3
    page.get_by_role("button", name="Save", exact=True).click()  # 4

    expect(page.locator(".messagelist .success")).to_be_visible()
    recognition.refresh_from_db()
    assert str(recognition.granted) == "26 August 2008"
    assert recognition.citations.get().passage == passage
    assert recognition.history.first().changeset_id == recognition.citations.get().history.first().changeset_id
