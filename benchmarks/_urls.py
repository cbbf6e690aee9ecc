"""The site's addresses, and an empty view for the reading benchmark to compare them with."""

from django.http import HttpResponse
from django.urls import include, path


def nothing(request):
    """What Django and the site's middleware cost by themselves."""
    return HttpResponse()


urlpatterns = [path("nothing/", nothing), path("", include("config.urls"))]
