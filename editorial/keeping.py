"""The desk keeps what was typed: at sign-in, after a stale token, a lost permission or a busy database."""

from functools import update_wrapper

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.csrf import csrf_failure as refuse

from core.middleware import RETRY_AFTER, is_busy
from editorial.late_posts import is_from_here, keep, late_post, sealed, take, unsealed

LOST_RIGHT = (
    "You may not do this, or no longer. Nothing was saved. What you typed is below: copy what you need, and ask a "
    "reviewer or an administrator."
)
SIGNED_IN_AGAIN = "You sent this while you were signed out. Nothing was done yet: look it over and send it again."
BUSY = "The register was busy and nothing was saved. What you typed is below: send it again in a moment."


class KeepingSite:
    """An AdminSite on which nothing that was typed is lost on the way."""

    def admin_view(self, view, cacheable=False):
        def kept(request, *args, **kwargs):
            request.late_post = take(request)
            try:
                response = view(request, *args, **kwargs)
            except PermissionDenied:
                post = late_post(request) if request.method == "POST" else request.late_post
                if post is None or not post.typed():
                    raise
                return self.show_typed(request, post, LOST_RIGHT, status=403)
            except OperationalError as error:
                post = late_post(request)
                if post is None or not is_busy(error):
                    raise
                response = self.show_typed(request, post, BUSY, status=503, may_send=True)
                response.headers["Retry-After"] = RETRY_AFTER
                return response
            if request.late_post is not None:
                return self.show_typed(request, request.late_post, SIGNED_IN_AGAIN, may_send=True)
            return response

        behind_sign_in = super().admin_view(update_wrapper(kept, view), cacheable)

        def desk_view(request, *args, **kwargs):
            if request.method == "POST" and not self.has_permission(request) and late_post(request):
                return self.ask_to_sign_in(request, late_post(request))
            return behind_sign_in(request, *args, **kwargs)

        return update_wrapper(desk_view, behind_sign_in)

    def show_typed(self, request, post, told, *, status=200, may_send=False):
        """A page with all that was typed, and a button that sends it again where that may help."""
        context = {
            **self.each_context(request),
            "title": "What you typed",
            "told": told,
            "post": post,
            "may_send": may_send,
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/typed.html", context, status=status)

    def ask_to_sign_in(self, request, post):
        """The sign-in page, with a late post sealed into it."""
        request.method, request.POST = "GET", QueryDict()
        path = post.path if post else reverse("admin:index", current_app=self.name)
        address = f"{reverse('admin:login', current_app=self.name)}?{urlencode({REDIRECT_FIELD_NAME: path})}"
        context = {"app_path": address, REDIRECT_FIELD_NAME: path, "late_post": sealed(post) if post else ""}
        response = self.login(request, context)
        response.status_code = 403
        return response

    def login(self, request, extra_context=None):
        post = unsealed(request.POST.get("late_post"))
        context = {"late_post": sealed(post) if post else ""} | (extra_context or {})
        response = super().login(request, context)
        if request.method == "POST" and post and self.has_permission(request):
            keep(request, post)
            return HttpResponseRedirect(post.path)
        return response


def csrf_failure(request, reason=""):
    """A form with a stale token: on the desk it comes back filled in, when it was one of our own pages' form."""
    site = admin.site
    if not request.path.startswith(reverse("admin:index")) or not is_from_here(request):
        return refuse(request, reason)
    if request.path == reverse("admin:login"):
        post = unsealed(request.POST.get("late_post"))
        if not site.has_permission(request):
            return site.ask_to_sign_in(request, post)
        if post is None:
            return HttpResponseRedirect(reverse("admin:index"))
    elif not (post := late_post(request)):
        return refuse(request, reason)
    elif not site.has_permission(request):
        return site.ask_to_sign_in(request, post)
    keep(request, post)
    return HttpResponseRedirect(post.path)
