"""Proposing and reviewing in a browser: by keyboard, on a small screen, and for a screen reader."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from editorial.choices import ProposalState
from editorial.models import Proposal
from tests.admin_pages import change_address
from tests.factories import make_passage, make_recognition, publish

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def recognition(transactional_db):
    return publish(make_recognition(summary="Signed in Moscow."), passage=make_passage(summary="The decree."))


def test_an_editor_proposes_and_a_reviewer_approves_by_keyboard(signed_in, complaints, recognition):
    page = signed_in("Editors", "alice")
    page.goto(change_address(recognition))
    page.get_by_label("Summary:").fill("Signed in Sochi.")
    page.get_by_label("Reason for the change:").fill("From the decree")
    page.get_by_role("button", name="Propose the change").press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("Readers see the record as it was")
    proposal = Proposal.objects.get()

    page.context.clear_cookies()
    page = signed_in("Reviewers", "rita")
    pages = [reverse("admin:editorial_proposal_changelist"), reverse("admin:editorial_proposal_mine")]
    for width, scheme in ((360, "light"), (1440, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for url in [*pages, reverse("admin:editorial_proposal_change", args=[proposal.pk])]:
            page.goto(url)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), url
            assert complaints == [], url
            violations = Axe().run(page, options=AXE).response["violations"]
            complaints.clear()  # the checker itself styles what it looks at
            assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == [], url

    expect(page.locator("del.word")).to_contain_text("Moscow.")
    expect(page.locator("ins.word")).to_contain_text("Sochi.")
    page.get_by_role("button", name="Approve", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("Approved")
    proposal.refresh_from_db()
    recognition.refresh_from_db()
    assert (proposal.state, recognition.summary) == (ProposalState.APPROVED, "Signed in Sochi.")
