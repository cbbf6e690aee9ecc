"""Proposals: what an editor's save of a published record becomes, and what reviewers and authors do with it."""

import pytest
from django.urls import reverse

from editorial.choices import ChangesetKind, ProposalState, Status
from editorial.models import Changeset, Proposal
from people.models import Event
from relations.models import Country, Recognition
from sources.models import Citation, Passage
from tests.admin_pages import address, change_address, citation_row, errors_of, posted, with_new_citation
from tests.factories import (
    make_citation,
    make_country,
    make_event,
    make_passage,
    make_recognition,
    make_source,
    make_user,
    save,
)

ROW = "sources-citation-content_type-object_id-0-"


@pytest.fixture
def alice(db):
    return make_user("Editors", username="alice")


@pytest.fixture
def rita(db):
    return make_user("Reviewers", username="rita")


@pytest.fixture
def as_(client):
    """Signs the client in as somebody."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def page_of(proposal):
    return reverse("admin:editorial_proposal_change", args=[proposal.pk])


def propose(client, record, **values):
    """Fill in the record's form and save it."""
    response = client.post(change_address(record), posted(client.get(change_address(record)), **values))
    assert response.status_code == 302, errors_of(response)
    proposal = Proposal.objects.latest("pk")
    assert response["Location"] == page_of(proposal)
    return proposal


def act(client, proposal, verb, text="", page=None, **values):
    page = page or client.get(page_of(proposal))
    return client.post(page_of(proposal), {"verb": verb, "text": text, "token": page.context["token"], **values})


def delete(client, row):
    page = client.get(change_address(row, "delete"))
    return client.post(change_address(row, "delete"), {"post": "yes", "seen": page.context["request"].seen})


def again(record):
    return type(record).objects.get(pk=record.pk)


# Proposing


def test_an_editors_save_of_a_published_record_waits_and_the_public_page_stays(as_, alice, rita):
    recognition = make_recognition(published=True, summary="Recognized in August.")
    before = Changeset.objects.count(), again(recognition).version, recognition.history.count()
    client = as_(alice)
    proposal = propose(client, recognition, summary="Recognized in September.", change_reason="From the decree")

    assert (Changeset.objects.count(), again(recognition).version, recognition.history.count()) == before
    assert "September" not in client.get(recognition.get_absolute_url()).content.decode()
    assert (proposal.state, proposal.author, proposal.reason) == (ProposalState.OPEN, alice, "From the decree")
    page = client.get(page_of(proposal)).content.decode()
    assert "Readers see the record as it was" in page
    assert '<del class="word"><span class="visually-hidden">removed: </span>August.</del>' in page
    assert '<ins class="word"><span class="visually-hidden">added: </span>September.</ins>' in page
    assert "1 open proposal" in client.get(change_address(recognition)).content.decode()

    assert act(as_(rita), proposal, "approve").status_code == 302
    assert again(recognition).summary == "Recognized in September."
    assert "September" in client.get(recognition.get_absolute_url()).content.decode()
    written = Changeset.objects.latest("pk")
    assert (written.author, written.approved_by, written.kind) == (alice, rita, ChangesetKind.PROPOSAL)
    assert (written.reason, again(proposal).changeset, again(proposal).state) == (
        "From the decree",
        written,
        ProposalState.APPROVED,
    )


def test_citations_are_added_changed_and_deleted_by_one_proposal(as_, alice, rita):
    recognition = make_recognition(published=True)
    kept, doomed = recognition.citations.get(), make_citation(recognition)
    passage = make_passage(summary="The gazette prints the decree.")
    client = as_(alice)
    data = posted(client.get(change_address(recognition)))
    rows = {data[f"sources-citation-content_type-object_id-{n}-id"]: n for n in (0, 1)}
    data |= citation_row(rows[str(kept.pk)], note="By elimination") | citation_row(rows[str(doomed.pk)], DELETE="on")
    data = with_new_citation(data, passage=passage.pk, says="1 September")
    assert client.post(change_address(recognition), data).status_code == 302
    assert Citation.objects.about(Recognition).filter(object_id=recognition.pk).count() == 2

    proposal = Proposal.objects.get()
    page = as_(rita).get(page_of(proposal))
    assert [(each.verb, each.title) for each in page.context["evidence"]][-1:] == [("added", str(passage))]
    assert "In our words: The gazette prints the decree." in page.content.decode()
    assert act(client, proposal, "approve").status_code == 302
    notes = {citation.passage: citation.note for citation in recognition.citations.all()}
    assert notes == {kept.passage: "By elimination", passage: ""}
    assert not Citation.objects.filter(pk=doomed.pk).exists()


def test_sets_are_proposed_too(as_, alice, rita):
    georgia, nauru = make_country(published=True), make_country(name="Nauru", published=True)
    event = make_event(countries=[georgia], published=True)
    proposal = propose(as_(alice), event, countries=[georgia.pk, nauru.pk])
    assert set(event.countries.all()) == {georgia}
    assert "Nauru" in as_(rita).get(page_of(proposal)).content.decode()
    act(as_(rita), proposal, "approve")
    assert set(Event.objects.get().countries.all()) == {georgia, nauru}


def test_what_would_leave_the_record_uncited_is_refused_at_posting(as_, alice):
    country = make_country(published=True)
    client = as_(alice)
    data = posted(client.get(change_address(country)), **{f"{ROW}DELETE": "on"})
    response = client.post(change_address(country), data | {"summary": "Typed with care"})
    assert "needs a citation" in str(errors_of(response))
    assert "Typed with care" in response.content.decode()
    assert not Proposal.objects.exists()


def test_bad_values_come_back_as_ever_and_nothing_changed_proposes_nothing(as_, alice):
    recognition = make_recognition(published=True)
    client = as_(alice)
    data = posted(client.get(change_address(recognition)))
    response = client.post(change_address(recognition), data | {"granted": "late 2008"})
    assert response.context["adminform"].form.errors["granted"]
    response = client.post(change_address(recognition), data, follow=True)
    assert "nothing to propose" in response.content.decode()
    assert not Proposal.objects.exists()


def test_the_same_form_posted_twice_is_one_proposal(as_, alice):
    country = make_country(published=True)
    client = as_(alice)
    data = posted(client.get(change_address(country)), summary="Other")
    client.post(change_address(country), data)
    assert "proposed this already" in client.post(change_address(country), data, follow=True).content.decode()
    assert Proposal.objects.count() == 1


def test_several_proposals_live_side_by_side(as_, alice, rita):
    recognition = make_recognition(published=True)
    first = propose(as_(alice), recognition, mode="de-jure")
    second = propose(as_(make_user("Editors")), recognition, summary="Told elsewhere")
    assert "2 open proposals" in as_(rita).get(change_address(recognition)).content.decode()
    act(as_(rita), first, "approve")
    page = as_(rita).get(page_of(second)).content.decode()
    assert "Mode by alice, from “Not stated” to “De jure”" in page
    assert "Nothing of it clashes" in page
    act(as_(rita), second, "approve")
    assert (again(recognition).mode, again(recognition).summary) == ("de-jure", "Told elsewhere")


def test_what_rests_is_proposed_to_as_well(as_, alice, rita):
    country = make_country(published=True)
    country.status = Status.WITHDRAWN
    save(country, reason="Wrong")
    proposal = propose(as_(alice), country, summary="Corrected")
    act(as_(rita), proposal, "approve")
    assert (again(country).summary, again(country).status) == ("Corrected", Status.WITHDRAWN)


# Rows that belong to a published record


def test_a_citation_changed_on_its_own_page_is_proposed(as_, alice, rita):
    citation = make_country(published=True).citations.get()
    proposal = propose(as_(alice), citation, note="By elimination")
    assert (again(citation).note, proposal.record) == ("", citation.record)
    act(as_(rita), proposal, "approve")
    assert again(citation).note == "By elimination"


def test_deleting_a_row_of_a_published_record_is_proposed(as_, alice, rita):
    country = make_country(published=True)
    citation = make_citation(country)
    client = as_(alice)
    assert "Deleting it is proposed" in client.get(change_address(citation, "delete")).content.decode()
    delete(client, citation)
    assert Citation.objects.filter(pk=citation.pk).exists()
    act(as_(rita), Proposal.objects.get(), "approve")
    assert not Citation.objects.filter(pk=citation.pk).exists()


def test_several_rows_of_published_records_are_not_deleted_from_the_list(as_, alice):
    citation = make_country(published=True).citations.get()
    make_citation(citation.record)
    data = {"action": "delete_selected", "_selected_action": [citation.pk], "post": "yes"}
    page = as_(alice).post(address(Citation, "changelist"), data)
    assert "Open it and delete it there" in page.content.decode()
    assert Citation.objects.filter(pk=citation.pk).exists()


@pytest.mark.parametrize("target", ["new", "moved"])
def test_a_passage_for_a_published_source_is_proposed(as_, alice, rita, target):
    source = make_source()
    client = as_(alice)
    if target == "new":
        page, url = client.get(address(Passage, "add")), address(Passage, "add")
    else:
        passage = make_passage(make_source(published=False))
        page, url = client.get(change_address(passage)), change_address(passage)
    response = client.post(url, posted(page, source=source.pk, number=7, summary="The treaty entered into force"))
    assert response.status_code == 302
    assert not source.passages.exists()
    proposal = Proposal.objects.get()
    assert proposal.record == source
    act(as_(rita), proposal, "approve")
    assert source.passages.get().number == 7


# Reviewing


def test_who_may_not_publish_decides_nothing(as_, alice):
    proposal = propose(as_(alice), make_country(published=True), summary="Other")
    bob = make_user("Editors", username="bob")
    assert act(as_(alice), proposal, "approve").status_code == 403
    for verb in ("approve", "reject", "return", "take-back", "comment"):
        assert act(as_(bob), proposal, verb, "Because").status_code == 403
    stranger = make_user()
    assert as_(stranger).get(page_of(proposal)).status_code == 403
    assert as_(stranger).get(reverse("admin:editorial_proposal_changelist")).status_code == 403
    assert again(proposal).state == ProposalState.OPEN


def test_a_clash_is_decided_field_by_field(as_, alice, rita):
    recognition = make_recognition(published=True, mode="not-stated")
    proposal = propose(as_(alice), recognition, mode="de-facto", summary="Mine")
    recognition.mode = "de-jure"
    save(recognition, author=rita)
    client = as_(rita)
    page = client.get(page_of(proposal))
    (row,) = page.context["conflicts"]
    assert (row.base, row.theirs, row.mine) == ("Not stated", "De jure", "De facto")

    undecided = act(client, proposal, "approve", page=page)
    assert undecided.status_code == 409
    assert "Choose for each of them" in undecided.content.decode()
    assert again(recognition).mode == "de-jure"
    assert act(client, proposal, "approve", page=page, **{row.choice_name: "theirs"}).status_code == 302
    assert (again(recognition).mode, again(recognition).summary) == ("de-jure", "Mine")


def test_the_proposals_value_may_win_a_clash(as_, alice, rita):
    recognition = make_recognition(published=True, mode="not-stated")
    proposal = propose(as_(alice), recognition, mode="de-facto")
    recognition.mode = "de-jure"
    save(recognition, author=rita)
    assert act(as_(rita), proposal, "approve", **{"choice-0-mode": "mine"}).status_code == 302
    assert again(recognition).mode == "de-facto"


def test_approving_what_changed_under_review_is_refused(as_, alice, rita):
    recognition = make_recognition(published=True)
    proposal = propose(as_(alice), recognition, summary="First")
    client = as_(rita)
    page = client.get(page_of(proposal))
    recognition.mode = "de-jure"
    save(recognition, author=make_user(username="carol"))
    response = act(client, proposal, "approve", page=page)
    assert response.status_code == 409
    assert "carol changed Mode of" in response.content.decode()
    assert again(recognition).summary == ""

    page = client.get(page_of(proposal))
    edit = as_(alice).get(page.context["edit_url"])
    as_(alice).post(page.context["edit_url"], posted(edit, summary="Second", proposal_version=proposal.version))
    response = act(as_(rita), proposal, "approve", page=page)
    assert response.status_code == 409
    assert "alice changed the proposal." in response.content.decode()
    assert (again(recognition).summary, again(proposal).state) == ("", ProposalState.OPEN)
    assert act(as_(rita), proposal, "approve").status_code == 302
    assert again(recognition).summary == "Second"


def test_a_proposal_is_decided_once(as_, alice, rita):
    country = make_country(published=True)
    proposal = propose(as_(alice), country, summary="Other")
    page = as_(rita).get(page_of(proposal))
    act(as_(rita), proposal, "reject", "Not in the source", page=page)
    response = act(as_(rita), proposal, "approve", page=page)
    assert response.status_code == 409
    assert "rita rejected it." in response.content.decode()
    assert again(country).summary == ""


@pytest.mark.parametrize("verb", ["return", "reject"])
def test_an_answer_asks_for_the_reason_and_keeps_what_was_typed(as_, alice, rita, verb):
    proposal = propose(as_(alice), make_country(published=True), summary="Other")
    response = act(as_(rita), proposal, verb)
    assert response.status_code == 400
    assert "Say why" in response.content.decode()
    assert again(proposal).state == ProposalState.OPEN


def test_returned_edited_and_approved(as_, alice, rita):
    country = make_country(published=True, summary="Old.")
    proposal = propose(as_(alice), country, summary="Wrong.")
    act(as_(rita), proposal, "return", "On which page?")
    assert list(Proposal.objects.returned_to(alice)) == [proposal]
    assert not Proposal.objects.waiting().exists()

    client = as_(alice)
    page = client.get(page_of(proposal))
    assert "On which page?" in page.content.decode()
    form = client.get(page.context["edit_url"])
    assert form.context["adminform"].form["summary"].value() == "Wrong."
    data = posted(form, summary="Right.", proposal_version=again(proposal).version)
    assert client.post(page.context["edit_url"], data)["Location"] == page_of(proposal)
    assert (Proposal.objects.count(), list(Proposal.objects.waiting())) == (1, [proposal])
    act(as_(rita), proposal, "approve")
    assert again(country).summary == "Right."


def test_a_returned_proposal_is_answered_and_sent_again_or_taken_back(as_, alice, rita):
    proposal = propose(as_(alice), make_country(published=True), summary="Other")
    act(as_(rita), proposal, "return", "On which page?")
    act(as_(alice), proposal, "send-again", "On page 4.")
    assert again(proposal).state == ProposalState.OPEN
    assert "On page 4." in as_(rita).get(page_of(proposal)).content.decode()
    act(as_(alice), proposal, "take-back")
    assert again(proposal).state == ProposalState.TAKEN_BACK


def test_a_reviewer_edits_and_approves(as_, alice, rita):
    country = make_country(published=True, name="Nauru")
    proposal = propose(as_(alice), country, **{f"{ROW}note": "By elimination"}, summary="Wrong.")
    client = as_(rita)
    url = client.get(page_of(proposal)).context["edit_url"]
    form = client.get(url)
    assert form.context["inline_admin_formsets"][0].formset.forms[0]["note"].value() == "By elimination"
    response = client.post(url, posted(form, summary="Right.", proposal_version=proposal.version))
    assert response["Location"] == page_of(proposal)
    assert (again(country).summary, country.citations.get().note) == ("Right.", "By elimination")
    found = again(proposal)
    assert (found.state, found.decided_by, found.changeset.author) == (ProposalState.APPROVED, rita, rita)


def test_an_edit_of_a_proposal_that_was_changed_meanwhile_loses_nothing(as_, alice, rita):
    country = make_country(published=True)
    proposal = propose(as_(alice), country, summary="First")
    client = as_(rita)
    url = client.get(page_of(proposal)).context["edit_url"]
    data = posted(client.get(url), summary="Typed by rita", proposal_version=proposal.version)
    act(as_(alice), proposal, "comment", "Please wait")
    response = as_(rita).post(url, data)
    assert "was changed since you opened it" in str(errors_of(response))
    assert "Typed by rita" in response.content.decode()
    assert (again(country).summary, again(proposal).state) == ("", ProposalState.OPEN)


def test_new_rows_come_back_in_the_form_of_their_proposal(as_, alice):
    country, passage = make_country(published=True), make_passage()
    client = as_(alice)
    client.post(
        change_address(country),
        with_new_citation(posted(client.get(change_address(country))), passage=passage.pk, note="New"),
    )
    proposal = Proposal.objects.get()
    url = client.get(page_of(proposal)).context["edit_url"]
    form = client.get(url)
    assert [each["note"].value() for each in form.context["inline_admin_formsets"][0].formset.forms] == ["", "New"]
    client.post(url, posted(form, proposal_version=proposal.version, **{ROW.replace("-0-", "-1-") + "note": "Newer"}))
    assert [row["now"]["note"] for row in again(proposal).payload["rows"]] == ["Newer"]


def test_rows_that_others_deleted_or_changed_since(as_, alice, rita):
    country = make_country(published=True)
    gone, deleted = make_citation(country), make_citation(country)
    client = as_(alice)
    data = posted(client.get(change_address(country)))
    rows = {data[f"sources-citation-content_type-object_id-{n}-id"]: n for n in range(3)}
    data |= citation_row(rows[str(gone.pk)], note="Late") | citation_row(rows[str(deleted.pk)], DELETE="on")
    client.post(change_address(country), data | {"summary": "Other"})
    proposal = Proposal.objects.get()

    deleted.note = "Worth keeping"
    save(deleted, author=rita)
    client = as_(rita)
    delete(client, gone)
    page = client.get(page_of(proposal))
    assert "that part of the proposal falls away" in page.content.decode()
    (disputed,) = page.context["deletions"]
    assert act(client, proposal, "approve", page=page).status_code == 409
    assert act(client, proposal, "approve", page=page, **{disputed["name"]: "theirs"}).status_code == 302
    assert Citation.objects.filter(pk=deleted.pk).exists()
    assert again(country).summary == "Other"


def test_publications_conditions_are_asked_again_when_approving(as_, alice, rita):
    country = make_country(published=True)
    first, second = country.citations.get(), make_citation(country)
    proposals = []
    for citation in (first, second):
        delete(as_(alice), citation)
        proposals.append(Proposal.objects.latest("pk"))
    assert act(as_(rita), proposals[0], "approve").status_code == 302
    response = act(as_(rita), proposals[1], "approve")
    assert response.status_code == 400
    assert "needs a citation" in response.content.decode()
    assert country.citations.count() == 1


@pytest.mark.parametrize("token", ["", "1", "x,y:z", "1,relations.country:1:99", "1,no.such:1:1", "9" * 30])
def test_a_token_made_up_is_refused(as_, alice, rita, token):
    proposal = propose(as_(alice), make_country(published=True), summary="Other")
    for verb in ("approve", "reject"):
        values = {"verb": verb, "text": "Because", "token": token, "choice-99-x": "mine", "choice-0-slug": "mine"}
        if verb == "approve" or token.partition(",")[0] != "1":
            assert as_(rita).post(page_of(proposal), values).status_code == 409
    assert again(proposal).state == ProposalState.OPEN


# The queue


def test_the_queue_holds_proposals_and_new_records_oldest_first(as_, alice, rita):
    proposal = propose(as_(alice), make_country(name="Nauru", published=True), summary="Other")
    recognition = make_recognition()
    make_citation(recognition)
    client = as_(alice)
    client.post(change_address(recognition), posted(client.get(change_address(recognition)), _submit="1"))
    client = as_(rita)
    url = reverse("admin:editorial_proposal_changelist")
    page = client.get(url)
    assert [each["title"] for each in page.context["entries"]] == ["Nauru", str(recognition)]
    assert {each["author"] for each in page.context["entries"]} == {"alice"}
    review = reverse("admin:relations_recognition_review", args=[recognition.pk])
    assert client.get(page_of(proposal)).context["next_url"] == review
    assert client.get(review).context["next_url"] == page_of(proposal)
    filtered = client.get(url, {"type": "relations.recognition"})
    assert [each["title"] for each in filtered.context["entries"]] == [str(recognition)]
    assert f"{review}?type=relations.recognition" in filtered.content.decode()
    assert not client.get(url, {"author": rita.pk}).context["entries"]
    for query in ({"type": "x"}, {"author": "x"}, {"p": "x"}):
        assert client.get(url, query).status_code == 200


def test_ones_own_proposals(as_, alice, rita):
    proposal = propose(as_(alice), make_country(name="Nauru", published=True), summary="Other")
    act(as_(rita), proposal, "reject", "Not in the source")
    url = reverse("admin:editorial_proposal_mine")
    assert "Rejected</span> by rita" in as_(alice).get(url).content.decode()
    assert not as_(alice).get(url, {"state": "open"}).context["page"].object_list
    assert not as_(rita).get(url).context["page"].object_list


def test_the_queue_costs_the_same_however_long_it_is(as_, alice, rita, django_assert_num_queries):
    def fill():
        for maker in (make_country, make_recognition):
            propose(as_(alice), maker(published=True), summary="Other")
            record = maker()
            record.status = Status.IN_REVIEW
            save(record, author=alice)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        client = as_(rita)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin:editorial_proposal_changelist")).status_code == 200
        return len(queries)

    fill()
    first = cost()
    for _ in range(3):
        fill()
    assert cost() == first <= 12


# New records


@pytest.fixture
def in_review(alice):
    recognition = make_recognition(
        recognizing_state=make_country(published=True), recognized_entity=make_country(published=True)
    )
    make_citation(recognition, passage=make_passage(summary="The decree of August"))
    recognition.status = Status.IN_REVIEW
    return save(recognition, author=alice)


def review_page(record):
    return reverse("admin:relations_recognition_review", args=[record.pk])


def test_a_new_record_is_reviewed_beside_its_passages_and_published(as_, rita, in_review):
    client = as_(rita)
    page = client.get(review_page(in_review))
    assert "The decree of August" in page.content.decode()
    values = {"answer": "publish", "token": page.context["token"]}
    assert client.post(review_page(in_review), values).status_code == 302
    assert again(in_review).status == Status.PUBLISHED


def test_a_new_record_is_sent_back_with_the_reason(as_, rita, in_review):
    client = as_(rita)
    token = client.get(review_page(in_review)).context["token"]
    assert client.post(review_page(in_review), {"answer": "send-back", "token": token}).status_code == 400
    values = {"answer": "send-back", "token": token, "change_reason": "Which decree?"}
    assert client.post(review_page(in_review), values).status_code == 302
    assert again(in_review).status == Status.DRAFT
    assert Changeset.objects.latest("pk").reason == "Which decree?"


@pytest.mark.parametrize("what", ["record", "citation"])
def test_a_new_record_that_changed_under_review_is_not_published(as_, rita, in_review, what):
    client = as_(rita)
    token = client.get(review_page(in_review)).context["token"]
    row = in_review if what == "record" else in_review.citations.get()
    setattr(row, "summary" if what == "record" else "note", "Later")
    save(row)
    values = {"answer": "publish", "token": token, "change_reason": "Typed with care"}
    response = client.post(review_page(in_review), values)
    assert response.status_code == 409
    assert "Typed with care" in response.content.decode()
    assert again(in_review).status == Status.IN_REVIEW


def test_editors_read_the_review_page_and_answer_nothing(as_, alice, in_review):
    page = as_(alice).get(review_page(in_review))
    assert page.status_code == 200
    values = {"answer": "publish", "token": page.context["token"]}
    assert as_(alice).post(review_page(in_review), values).status_code == 403
    assert again(in_review).status == Status.IN_REVIEW


def test_nothing_of_a_proposal_shows_in_public(as_, alice, client):
    country = make_country(name="Nauru", published=True)
    propose(as_(alice), country, summary="CANARY", **{f"{ROW}note": "CANARY"})
    client.logout()
    for url in ("/countries/", country.get_absolute_url(), "/sources/"):
        assert "CANARY" not in client.get(url).content.decode()
    assert Country.objects.count() == 1
