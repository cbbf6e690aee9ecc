from django.conf import settings
from django.core.management.base import BaseCommand

from editorial.choices import ChangesetKind
from exchange.dataset import import_dataset
from exchange.management.commands._reporting import tell
from exchange.policies import SeedPolicy


class Command(BaseCommand):
    help = "Load the seeds through the same sheets as any spreadsheet; what an editor changed since is kept and told."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")

    def handle(self, dry_run, **options):
        path = settings.BASE_DIR / "seeds"
        report = import_dataset(path, author=None, dry_run=dry_run, kind=ChangesetKind.SEED, policy=SeedPolicy())
        tell(self, report, dry_run)
