"""Makes the accounts of the local run."""

import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

# The username, its group, and whether it is the one that may do everything.
ACCOUNTS = (
    ("editor", "Editors", False),
    ("dataeditor", "Data editors", False),
    ("reviewer", "Reviewers", False),
    ("administrator", None, True),
)


class Command(BaseCommand):
    help = (
        "Makes the accounts editor, dataeditor, reviewer and administrator with generated passwords, which are "
        "printed once and kept in var/accounts.txt, readable by you alone. One that is there already stays as it is."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        lines = [line for account in ACCOUNTS if (line := self.make(*account))]
        if not lines:
            return
        path = settings.VAR_DIR / "accounts.txt"
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, mode=0o600)
        with open(descriptor, "a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        self.stdout.write("New accounts, kept in var/accounts.txt:")
        for line in lines:
            self.stdout.write(f"  {line}")

    def make(self, username: str, group: str | None, is_superuser: bool) -> str | None:
        """The line to show for a new account; None for one that is there."""
        User = get_user_model()
        if User.objects.filter(username=username).exists():
            return None
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(username, password=password, is_staff=True, is_superuser=is_superuser)
        if group:
            user.groups.add(Group.objects.get(name=group))
        return f"{username:<14} {password}"
