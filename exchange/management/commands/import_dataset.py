from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from exchange.dataset import import_dataset
from exchange.management.commands._reporting import tell
from exchange.readers import FileError


class Command(BaseCommand):
    help = "Import a folder of CSV files or a workbook, in whole or in part: all or nothing."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")
        parser.add_argument("--author", help="The user name under which the changes are recorded and permitted.")

    def handle(self, path, dry_run, author, **options):
        user = None
        if author:
            user = get_user_model().objects.filter(username=author).first()
            if user is None:
                raise CommandError(f"There is no user “{author}”.")
        try:
            report = import_dataset(path, author=user, dry_run=dry_run)
        except FileError as error:
            raise CommandError(str(error)) from error
        tell(self, report, dry_run)
