"""`manage.py index_search`: makes every search entry anew."""

from django.core.management.base import BaseCommand
from django.db import transaction

from editorial.search_entries import rebuild


class Command(BaseCommand):
    """For names that hold the names of others: a mission is called after its countries, which may be renamed."""

    help = "Make the search entries of all published records anew."

    def handle(self, *args, **options):
        with transaction.atomic():
            number = rebuild()
        self.stdout.write(f"{number} records can be found by name.")
