"""What all public pages share."""

from django.shortcuts import render
from django.views.generic import View

from public.caching import conditional
from public.lookup import WithdrawnError


class PublicView(View):
    """A page for everybody: read only, without cookies, kept by shared caches."""

    http_method_names = ["get", "head", "options"]

    @classmethod
    def as_view(cls, **initkwargs):
        return conditional(super().as_view(**initkwargs))


def refusal(request, problem):
    """The page that says why an address cannot be answered."""
    return render(request, "400.html", {"problem": problem}, status=400)


class RecordPage(PublicView):
    """A page about one record or more: withdrawn ones answer 410."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except WithdrawnError:
            return render(request, "410.html", status=410)
