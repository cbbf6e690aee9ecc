from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from sources.attaching import attach
from sources.choices import Visibility
from sources.documents.parsed import DocumentError
from sources.documents.reading import ENDINGS
from sources.placing import Places, PlacingError


class Command(BaseCommand):
    help = (
        "Attach the documents of a folder to their sources, found by file name or by title. "
        "What is attached already stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--author", help="The user name under which the documents are attached.")
        parser.add_argument("--public", action="store_true", help="Let readers see the full text, not editors only.")
        parser.add_argument("--rights", default="", help="Who holds the rights, and what they allow.")

    def handle(self, folder, author, public, rights, **options):
        user = None
        if author:
            user = get_user_model().objects.filter(username=author).first()
            if user is None:
                raise CommandError(f"There is no user “{author}”.")
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        visibility = Visibility.PUBLIC if public else Visibility.EDITORS
        places, left = Places(), 0
        for file in sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file()):
            try:
                data = file.read_bytes()
                source = places.source_of(data, file.name)
                self._tell(file, attach(source, data, file.name, author=user, visibility=visibility, rights=rights))
            except PlacingError as error:
                self.stdout.write(f"{file.name}: {error}")
            except (DocumentError, ValidationError, OSError) as error:
                left += 1
                told = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                self.stderr.write(f"{file.name}: not attached. {told}")
        if left:
            raise CommandError(f"{left} of the files could not be attached.")

    def _tell(self, file, attached):
        document = attached.document
        if not attached.is_new:
            self.stdout.write(f"{file.name}: attached to {document.source.slug} already")
            return
        told = f"{file.name}: attached to {document.source.slug} as edition {document.edition}, "
        told += f"{len(attached.filled) + len(attached.created)} passages ({len(attached.created)} of them new)"
        for passages, what in ((attached.differing, "not as recorded"), (attached.missing, "not in this copy")):
            if passages:
                told += f"; {what}: {', '.join(f'¶{each.number}' for each in passages)}"
        self.stdout.write(told)
