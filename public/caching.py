"""
Cheap second visits: an entity tag from what the register and the program are, never from the time of a change.

The day is part of it too, since pages say how things stand today.
"""

from functools import lru_cache, wraps
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.gzip import gzip_page

from editorial.models import Changeset

#: Changesets may commit in another order than that of their numbers, so that the last number alone is no version.
CHANGESETS_LOOKED_AT = 32
_LATEST_CHANGESETS = f"SELECT id FROM {Changeset._meta.db_table} ORDER BY id DESC LIMIT {CHANGESETS_LOOKED_AT}"  # noqa: S608
MAX_AGE = 60
#: Nothing kept is ever wrong; this only makes room.
KEPT_SECONDS = 60 * 60
LARGEST_PAGE_KEPT = 256 * 1024


@lru_cache(maxsize=1)
def program_version():
    """A digest of the code, templates and styles that make the pages: a new release is a new page."""
    digest = blake2b(digest_size=8)
    folders = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
    for folder in [*folders, settings.BASE_DIR / "templates"]:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".html", ".css", ".js", ".json"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def register_version():
    """A text that changes with every change of the register."""
    # Every visit asks this, and building the query took as long as answering it.
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_CHANGESETS)
        return "-".join(str(number) for (number,) in cursor.fetchall())


def state_of(request):
    """What a page is made from: program, register and day, as they are at the start of the request. One query."""
    if not hasattr(request, "register_state"):
        request.register_state = f"{program_version()} {register_version()} {timezone.now().date()}"
    return request.register_state


def kept(request, what, make):
    """
    What `make()` gives, computed once for each state of the register.

    `what` names it, with all that it depends on. A new state has a new key, so that nothing kept can be out of date;
    with the cache off it is computed each time.
    """
    key = _digest(f"{what} {state_of(request)}")
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


def conditional(view):
    """
    Compress pages, let shared caches keep them for a minute, and answer 304 where a copy is still good.

    A page that was made for the same state of the register is sent again as it was.
    """

    # Public pages hold no secret that compression could betray.
    @gzip_page
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        tag = _digest(f"{state_of(request)} {address}")
        response = get_conditional_response(request, etag=f'"{tag}"') or _page_kept(tag)
        if response is None:
            response = view(request, *args, **kwargs)
            _keep_page(tag, response)
        if response.status_code in (200, 304):
            response.headers["ETag"] = f'"{tag}"'
        if response.status_code in (200, 301, 304):
            patch_cache_control(response, public=True, max_age=MAX_AGE)
        return response

    return answer


def _digest(text):
    return blake2b(text.encode(), digest_size=12).hexdigest()


def _page_kept(tag):
    found = cache.get(f"page-{tag}") if not settings.DEBUG else None
    return HttpResponse(found[0], headers=found[1]) if found else None


def _keep_page(tag, response):
    if settings.DEBUG or response.status_code != 200 or response.streaming or response.cookies:
        return
    if len(response.content) <= LARGEST_PAGE_KEPT:
        cache.set(f"page-{tag}", (response.content, dict(response.headers)), KEPT_SECONDS)
