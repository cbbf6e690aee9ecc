"""The page of a large import in a real browser: it tells how far it is, and shows what came of it, by itself."""

from playwright.sync_api import expect

from exchange import runs
from exchange.models import ImportRun, RunState
from relations.models import Country
from tests.admin_pages import address


def test_the_page_of_an_import_follows_the_worker(signed_in, settings, tmp_path):
    settings.UPLOAD_DIR, settings.IMPORT_ROWS_IN_REQUEST = tmp_path, 0
    page = signed_in("Data editors", "dana")
    page.goto(address(Country, "import"))
    rows = b"name,country_status\nNauru,un-member\nTuvalu,un-member\n"
    page.get_by_label("File to import").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("progressbar", name="Waiting for its turn")).to_be_visible()
    ImportRun.objects.update(done=1, worker="the worker")
    expect(page.get_by_role("progressbar", name="Reading and checking")).to_have_attribute("value", "1")
    ImportRun.objects.update(worker="")
    assert runs.work_once("the worker")
    page.get_by_label("Reason").fill("From the gazetteer")
    page.get_by_role("button", name="Confirm import").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert runs.work_once("the worker")
    expect(page.get_by_role("link", name="Undo this import…")).to_be_visible()
    assert (ImportRun.objects.get().state, Country.objects.count()) == (RunState.DONE, 2)
