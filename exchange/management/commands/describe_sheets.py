from django.conf import settings
from django.core.management.base import BaseCommand

from exchange.description import described_sheets

HEADING = "## The sheets\n\n"


class Command(BaseCommand):
    help = "Renew the tables of columns at the end of docs/spreadsheets.md."

    def handle(self, **options):
        path = settings.BASE_DIR / "docs" / "spreadsheets.md"
        before, heading, _tables = path.read_text().partition(HEADING)
        path.write_text(before + heading + described_sheets() + "\n")
