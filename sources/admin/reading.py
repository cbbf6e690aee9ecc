"""Working from the document: its passages beside the panel that cites words of them."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from editorial.references import UnresolvedReferenceError, resolve
from sources.admin.carrying import Carried
from sources.admin.citing_form import CitingForm, citable_models
from sources.admin.pages import SourcePages, page_address, small_number
from sources.models import Passage

PER_PAGE = 300
CANDIDATES = 10


class ReadingPages(SourcePages):
    """The document of a source, to be read and cited from."""

    def get_urls(self):
        suggestions = self.admin_site.admin_view(self.record_suggestions)
        return [
            path("records/", suggestions, name="sources_source_records"),
            self.page_path("read/", self.read_view, "read"),
            self.page_path("cite/", self.cite_view, "cite"),
            *super().get_urls(),
        ]

    def read_view(self, request, object_id):
        """The passages of one edition, and an empty panel or one with the passage that the address names."""
        source = self._readable_source(request, object_id)
        edition = self._edition(request, source)
        number = small_number(request.GET.get("passage"))
        passage = Passage.objects.filter(source=source, edition=edition, number=number).first() if number else None
        initial = {"passage": passage.number, "exact": passage.text[:2000]} if passage else {}
        models = citable_models(self.admin_site, request)
        form = CitingForm(initial=initial, source=source, edition=edition, models=models)
        return self._show_reader(request, source, edition, form, number)

    def cite_view(self, request, object_id):
        """On to the form of the record, with the citation filled in; nothing is written here.

        Posted only because the words quoted may be longer than an address."""
        source = self._readable_source(request, object_id)
        if request.method != "POST":
            return HttpResponseRedirect(page_address(source, "read"))
        edition = self._edition(request, source)
        models = citable_models(self.admin_site, request)
        form = CitingForm(request.POST, source=source, edition=edition, models=models)
        if not form.is_valid():
            return self._show_reader(request, source, edition, form, small_number(request.POST.get("passage")))
        cleaned = form.cleaned_data
        model = models[cleaned["target"]]
        carried = Carried(cleaned["place"], cleaned["chosen"], cleaned["field"])
        if not cleaned["existing"]:
            return HttpResponseRedirect(_form_address(model, carried))
        found, told = self._existing(request, model, cleaned["existing"])
        if len(found) == 1:
            return HttpResponseRedirect(_form_address(model, carried, found[0]))
        form.add_error("existing", told)
        candidates = [{"url": _form_address(model, carried, each), "record": each} for each in found]
        return self._show_reader(request, source, edition, form, cleaned["passage"], candidates=candidates)

    def record_suggestions(self, request):
        """Records of one type in whose names the words are found, for the panel's list of suggestions."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        model = citable_models(self.admin_site, request).get(request.GET.get("target", ""))
        words = request.GET.get("q", "")[:200]
        found = self._matching(request, model, words) if model and words.strip() else []
        return JsonResponse({"results": [{"slug": each.slug, "name": str(each)} for each in found]})

    def _readable_source(self, request, object_id):
        source = self.source_at(request, object_id)
        if not request.user.has_perms(("sources.view_passage", "sources.view_citation")):
            raise PermissionDenied
        return source

    def _edition(self, request, source):
        """The edition asked for, or the newest that has passages."""
        asked = small_number(request.POST.get("edition") or request.GET.get("edition"))
        passages = source.passages.order_by("-edition").values_list("edition", flat=True)
        if asked and passages.filter(edition=asked).exists():
            return asked
        return passages.first() or source.current_edition

    def _matching(self, request, model, words):
        return list(self.admin_site.get_model_admin(model).get_queryset(request).matching(words)[:CANDIDATES])

    def _existing(self, request, model, text):
        """The records that a person may mean, and the sentence for when it is not exactly one."""
        try:
            return [resolve(model, text)], ""
        except UnresolvedReferenceError as error:
            found = self._matching(request, model, text)
            return found, "Several records fit. Choose one of those below." if found else str(error)

    def _show_reader(self, request, source, edition, form, number, candidates=()):
        passages = source.passages.filter(edition=edition).order_by("number")
        asked = request.GET.get("page") or (_page_of(passages, number) if number else 1)
        page = Paginator(passages.annotate(citation_count=Count("citations")), PER_PAGE).get_page(asked)
        return self.show_page(
            request,
            source,
            "read",
            f"Read and cite “{source}”",
            page=page,
            edition=edition,
            editions=sorted(set(source.passages.order_by().values_list("edition", flat=True))),
            form=form,
            query=f"edition={edition}&",
            candidates=candidates,
            cite_url=page_address(source, "cite"),
            records_url=reverse("admin:sources_source_records"),
            has_text=any(passage.text for passage in page),
        )


def _page_of(passages, number):
    return passages.filter(number__lt=number).count() // PER_PAGE + 1


def _form_address(model, carried, record=None):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    address = reverse(f"{name}_change", args=[record.pk]) if record else reverse(f"{name}_add")
    return f"{address}?{urlencode(carried.as_query())}"
