"""
Forms that were posted too late: after signing out, or with a token from before another sign-in.

What was typed is never carried out by itself. It waits, sealed in the sign-in page and then in the session of who
signs in, until the same address is opened again: there it is filled in, to be sent with one press. Nothing is stored
for people who are not signed in.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.http import QueryDict

MAX_KEPT = 1024 * 1024
MAX_AGE = 24 * 60 * 60
SALT = "chancery.late-post"
SESSION_KEY = "late_post"

IN_FORMSET = re.compile(r"^.+-(\d+)-(\w+)$")
#: What the pages put into their forms themselves.
NOT_TYPED = re.compile(
    r"^_|csrfmiddlewaretoken$|(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|(^|-)(id|seen_version|met_version|clashed)$"
    r"|^(form_key|seen|listed|confirmed|post|action|select_across|index|content_type|object_id)$|password"
)


@dataclass(frozen=True)
class LatePost:
    """What was posted, and to which address of this site."""

    path: str
    data: QueryDict

    def typed(self):
        """(label, value) of each thing that a person wrote, for a page that shows it."""
        shown = []
        for key, values in self.data.lists():
            found = IN_FORMSET.match(key)
            name = found[2] if found else key
            text = "\n".join(value for value in values if value.strip())
            if text and not NOT_TYPED.search(key) and not NOT_TYPED.search(name):
                label = name.replace("_", " ").capitalize()
                shown.append((f"{label} (row {int(found[1]) + 1})" if found else label, text))
        return shown

    def pairs(self):
        """(name, value) of each input, for a form that sends it again."""
        return [(key, value) for key, values in self.data.lists() for value in values]


def late_post(request) -> LatePost | None:
    """What a request brings, without passwords; None when that is nothing, or too much to keep."""
    data = request.POST.copy()
    for key in list(data):
        if key == "csrfmiddlewaretoken" or "password" in key:
            del data[key]
    return LatePost(request.get_full_path(), data) if data and len(data.urlencode()) <= MAX_KEPT else None


def sealed(post: LatePost) -> str:
    """A late post as text that nobody can alter."""
    return signing.dumps([post.path, post.data.urlencode()], salt=SALT, compress=True)


def unsealed(text) -> LatePost | None:
    """The late post in a sealed text; None when it was altered, or is older than a day."""
    try:
        path, data = signing.loads(text or "", salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return LatePost(path, QueryDict(data))


def keep(request, post: LatePost):
    """Have a late post wait for its address to be opened by the same person; only the last one waits."""
    request.session[SESSION_KEY] = [post.path, post.data.urlencode()]


def take(request) -> LatePost | None:
    """The late post that waited for this address; it waits no longer."""
    if request.method != "GET" or request.session.get(SESSION_KEY, [""])[0] != request.get_full_path():
        return None
    path, data = request.session.pop(SESSION_KEY)
    return LatePost(path, QueryDict(data))


def is_from_here(request) -> bool:
    """Whether a browser says that one of our own pages sent the request: a form of another site is not filled in."""
    sender = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    told = urlsplit(sender)
    return (told.scheme, told.netloc) == (request.scheme, request.get_host())
