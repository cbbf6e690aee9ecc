"""What stands between the server and the site: requests that no page could answer are refused here, in one place."""

from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string

MAX_QUERY_BYTES = 8 * 1024
MAX_QUERY_PARAMETERS = 200

#: What PostgreSQL answers when a transaction waited for others in vain (its manual, appendix A): a serialization
#: failure, a deadlock, a lock not available. SQLite has words only.
WAITED_IN_VAIN = frozenset({"40001", "40P01", "55P03"})
RETRY_AFTER = "5"


class RequestGuard:
    """
    Refuses, with 400 and a sentence, an address that is not text or is beyond all measure.

    PostgreSQL stores no NUL and no lone surrogate, and neither is part of any address the site gives out. Refusing
    them once is safer than asking every filter and every lookup to think of them.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        problem = _problem_with(request)
        if problem:
            return HttpResponseBadRequest(render_to_string("400.html", {"problem": problem}))
        return self.get_response(request)


class BusyDatabase:
    """Answers 503 with a sentence, not 500, when a request waited for the database in vain."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not is_busy(exception):
            return None
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})


def is_busy(error) -> bool:
    """Whether a database error says that others held their locks too long, so that trying again may help."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", None) in WAITED_IN_VAIN or "locked" in str(error)


def address_behind_proxy(request) -> str:
    """
    The client's address when exactly one trusted proxy stands in front (settings.TRUSTED_PROXY).

    The proxy appends the address it saw; whatever stands before it was written by the client.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return forwarded.rpartition(",")[2].strip() or request.META["REMOTE_ADDR"]


def _problem_with(request) -> str | None:
    query = _query_bytes(request)
    if len(query) > MAX_QUERY_BYTES:
        return "This address is too long. Remove some of the filters from it and try again."
    if query.count(b"&") >= MAX_QUERY_PARAMETERS:
        return "This address asks for too many things at once. Remove some of the filters from it and try again."
    # Django has unquoted the path already, but quotes again what is not UTF-8 in it.
    for part in (unquote_to_bytes(request.path_info), unquote_to_bytes(query)):
        if not _is_text(part):
            return (
                "This address holds characters that are not text. "
                "Check the link you followed, or start again from the home page."
            )
    return None


def _query_bytes(request) -> bytes:
    """The query as it was sent, still quoted. WSGI hands its bytes over as if they were Latin-1 (PEP 3333)."""
    return request.META["QUERY_STRING"].encode("latin-1" if isinstance(request, WSGIRequest) else "utf-8")


def _is_text(value: bytes) -> bool:
    if b"\0" in value:
        return False
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
