"""One box for the whole register: the best hits of each kind of record, and names to choose from while one types."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from editorial.searching import MOST_COUNTED, named_in, search
from public.sections import SECTIONS, section_of
from public.views.base import PublicView, refusal
from relations.models import Country

MAX_LENGTH = 200
HITS_A_GROUP = 5
HITS_OF_ONE_KIND = 50
MAX_SUGGESTIONS = 8


@dataclass
class Group:
    """The hits of one section: the best of them, how many there are, and the address that shows more."""

    section: object
    number: int
    hits: list
    url: str
    is_chosen: bool = False


def address_of(entry):
    """The page of the record that a search entry stands for."""
    model = ContentType.objects.get_for_id(entry.content_type_id).model_class()
    return reverse(f"public:{section_of(model).name}_detail", args=[entry.slug])


class SearchView(PublicView):
    """The hits for `q`, grouped by kind, the group of the best hit first; `kind` shows more of one."""

    def get(self, request):
        text = request.GET.get("q", "").strip()
        kind = request.GET.get("kind", "")
        by_path = {section.path: section for section in SECTIONS if section.model.search_weight is not None}
        if len(text) > MAX_LENGTH:
            return refusal(request, "Nothing here has so long a name. Search for a few words of it.")
        if kind and kind not in by_path:
            return refusal(request, f"There is no kind “{kind[:50]}”. Search has {', '.join(by_path)}.")
        found = search(text, model=by_path[kind].model if kind else None)
        groups = self._groups(found, text, kind)
        context = {
            "text": text,
            "found": found,
            "most": MOST_COUNTED,
            "groups": [group for group in groups if group.hits],
            "kinds": groups,
            "all_url": self._url(text),
            "pair": self._pair(text),
            "searched": list(by_path.values()),
        }
        return render(request, "public/search.html", context)

    def _groups(self, found, text, kind):
        """A group for each kind that has hits, in the order in which the best of each stands among all."""
        hits = {content_type: [] for content_type in found.counts}
        for entry in found.entries:
            hits[entry.content_type_id].append((entry, address_of(entry)))
        places = {
            content_type: place for place, content_type in enumerate(e.content_type_id for e in found.entries[::-1])
        }
        groups = []
        for content_type in sorted(hits, key=lambda each: -places.get(each, -1)):
            section = section_of(ContentType.objects.get_for_id(content_type).model_class())
            shown = hits[content_type][: HITS_OF_ONE_KIND if kind else HITS_A_GROUP]
            url = self._url(text, kind=section.path)
            groups.append(Group(section, found.counts[content_type], shown, url, kind == section.path))
        return groups

    def _url(self, text, **further):
        return f"{reverse('public:search')}?{urlencode({'q': text} | further)}"

    def _pair(self, text):
        """Two countries named in one breath: (first, second, the page of everything between them)."""
        named = named_in(text, Country)
        if len(named) < 2:
            return None
        slugs = sorted(entry.slug for entry in named)
        return (*named, reverse("public:pair", args=slugs))


class SuggestionsView(PublicView):
    """Names that begin like what is being typed, as JSON: [{title, details, kind, url}], the best first."""

    def get(self, request):
        text = request.GET.get("q", "").strip()[:MAX_LENGTH]
        found = [
            {
                "title": entry.title,
                "details": entry.details,
                "kind": str(ContentType.objects.get_for_id(entry.content_type_id).model_class()._meta.verbose_name),
                "url": address_of(entry),
            }
            for entry in search(text, limit=MAX_SUGGESTIONS).entries
        ]
        return JsonResponse({"suggestions": found})
