"""Cheap second visits: an entity tag from what the register and the program are, never from a clock."""

from functools import lru_cache, wraps
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.gzip import gzip_page

from editorial.models import Changeset

#: Changesets may commit in another order than that of their numbers, so that the last number alone is no version.
CHANGESETS_LOOKED_AT = 32
MAX_AGE = 60


@lru_cache(maxsize=1)
def program_version():
    """A digest of the code, templates and styles that make the pages: a new release is a new page."""
    digest = blake2b(digest_size=8)
    folders = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
    for folder in [*folders, settings.BASE_DIR / "templates"]:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".html", ".css", ".js"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def register_version():
    """A text that changes with every change of the register."""
    latest = Changeset.objects.order_by("-pk").values_list("pk", flat=True)[:CHANGESETS_LOOKED_AT]
    return "-".join(map(str, latest))


def conditional(view):
    """Compress pages, let shared caches keep them for a minute, and answer 304 where a copy is still good."""

    # Public pages hold no secret that compression could betray.
    @gzip_page
    @wraps(view)
    def answer(request, *args, **kwargs):
        told = f"{program_version()} {register_version()} {request.get_full_path()}"
        etag = f'"{blake2b(told.encode(), digest_size=12).hexdigest()}"'
        response = get_conditional_response(request, etag=etag) or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
        if response.status_code in (200, 301, 304):
            patch_cache_control(response, public=True, max_age=MAX_AGE)
        return response

    return answer
