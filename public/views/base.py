"""What all public pages share."""

from django.shortcuts import render
from django.views.generic import View

from public.caching import conditional
from public.carrying import carry
from public.lookup import WithdrawnError
from public.moment import MomentError, moment_of


class PublicView(View):
    """
    A page for everybody: read only, without cookies, kept by shared caches.

    `request.moment` is the day and the eyes that it is asked for, which its links keep.
    """

    http_method_names = ["get", "head", "options"]

    @classmethod
    def as_view(cls, **initkwargs):
        return conditional(super().as_view(**initkwargs))

    def dispatch(self, request, *args, **kwargs):
        try:
            request.moment = moment_of(request)
        except MomentError as error:
            return refusal(request, str(error))
        response = super().dispatch(request, *args, **kwargs)
        if request.moment.carried and response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            response.content = carry(response.text, request.moment)
        return response


def refusal(request, problem):
    """The page that says why an address cannot be answered."""
    return render(request, "400.html", {"problem": problem}, status=400)


class RecordPage(PublicView):
    """A page about one record or more: withdrawn ones answer 410."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except WithdrawnError as error:
            return render(request, "410.html", {"when": error.when}, status=410)
