"""A posted form is written once, however often it arrives; one that arrives late comes back filled in."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from editorial.admin.forms import Refused
from editorial.models import Changeset
from editorial.units import current_unit
from editorial.writing import locked

JUST_NOW = timedelta(minutes=15)
LATE = (
    "You were signed out, or had signed in anew, when you sent this. Nothing was saved yet: look it over, then save."
)
TWICE = "This form was saved already. Nothing was written a second time."
USED_UP = (
    "This form was saved already, as {}. To change that one, open it. To add another one with what stands here, save "
    "again."
)


class PostedOnce:
    """The part of a versioned type's admin that receives forms."""

    def form_key_details(self, request):
        """What the changeset of a posted form keeps of it, so that a second post is known."""
        key = _key(request)
        return {"form_key": key, "form_digest": _digest(request.POST)} if key else {}

    def write_once(self, request, object_id, view):
        """Have `view` write the posted form, or propose what it would write, unless the form was written before."""
        try:
            return self.write_or_propose(request, object_id, lambda: self._receive(request, object_id, view))
        except IntegrityError:
            # Of two posts of one form at the same time, the second waits for the first and then finds its key taken.
            twin = _twin(request)
            if twin is None:
                raise
            return self._answer_to_twin(request, object_id, twin)

    def _receive(self, request, object_id, view):
        # The record is locked first, so that writers of it and of the rows beside it come one after the other.
        if object_id and unquote(object_id).isdecimal():
            list(locked(self.model._base_manager.filter(pk=unquote(object_id)).only("pk")))
        twin = _twin(request)
        if twin is None:
            return view()
        if object_id is None or _says_the_same(request, twin):
            return self._answer_to_twin(request, object_id, twin)
        # Somebody went back to a form that was saved, and typed on: the versions tell what becomes of that.
        current_unit().details |= {"form_key": None, "form_digest": ""}
        return view()

    def _answer_to_twin(self, request, object_id, twin):
        """The answer to a form that was written before. Raises Refused when what it says now would be lost."""
        if _says_the_same(request, twin):
            self.message_user(request, TWICE, messages.WARNING)
            return HttpResponseRedirect(self._written_address(twin) or request.get_full_path())
        request.POST = request.POST.copy()
        request.POST["form_key"] = str(uuid4())
        address = self._written_address(twin)
        link = format_html('<a href="{}">this record</a>', address) if address else "another record"
        raise Refused(ValidationError(format_html(USED_UP, link)))

    def _written_address(self, twin):
        row = self.model.history_model.objects.filter(changeset=twin).order_by("pk").first()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[row.id]) if row else ""

    def fill_in_late(self, request):
        """Turn the request that opens a form into the late one that waited for it; false when none did."""
        post, request.late_post = getattr(request, "late_post", None), None
        if post is None:
            return False
        request.method, request.POST = "POST", post.data
        request.refusal = Refused(ValidationError(LATE))
        return True

    def just_edited(self, request, obj):
        """The newest changeset of the record and the rows beside it, when somebody else made it just now."""
        newest = None
        for rows in [self.model.history_model.objects.filter(id=obj.pk), *self.history_parts(obj.pk)]:
            row = rows.select_related("changeset").order_by("-history_id").first()
            if row is not None and (newest is None or row.changeset_id > newest.pk):
                newest = row.changeset
        if newest is None or newest.author_id in (None, request.user.pk) or timezone.now() - newest.created > JUST_NOW:
            return None
        return newest


def _key(request):
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def _twin(request):
    """The changeset of a form with the same key."""
    key = _key(request)
    return Changeset.objects.filter(form_key=key).first() if key else None


def _says_the_same(request, twin):
    return twin.author_id == request.user.pk and twin.form_digest == _digest(request.POST)


def _digest(data):
    told = sorted((key, values) for key, values in data.lists() if key not in ("csrfmiddlewaretoken", "form_key"))
    return sha256(repr(told).encode()).hexdigest()
