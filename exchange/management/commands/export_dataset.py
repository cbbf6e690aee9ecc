from pathlib import Path

from django.core.management.base import BaseCommand

from exchange.dataset import export_dataset


class Command(BaseCommand):
    help = "Write the whole register to a folder of CSV files, or to one .xlsx or .ods workbook."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)

    def handle(self, path, **options):
        for name, rows in export_dataset(path).items():
            self.stdout.write(f"{name}: {rows} rows")
