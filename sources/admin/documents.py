"""Attaching a document to a source at the desk, and taking the stored copy out again."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from core.form_fields import LineFormField
from editorial.choices import ChangesetKind
from editorial.writing import ConflictError, GoneError
from sources.admin.pages import SourcePages, page_address, small_number
from sources.attaching import attach
from sources.choices import Visibility
from sources.coverage import coverage
from sources.documents.parsed import DocumentError
from sources.documents.reading import MAX_PDF
from sources.models import Document
from sources.storage import DocumentMissingError, load

MAX_NAME = 200


class AttachForm(forms.Form):
    """A file, who may read it here, and who holds the rights."""

    document = forms.FileField(
        label="File",
        max_length=MAX_NAME,
        help_text="Plain text or wiki-style text (.txt), Markdown (.md), HTML (.html) or a PDF with text (.pdf).",
    )
    visibility = forms.ChoiceField(
        choices=Visibility.choices,
        initial=Visibility.EDITORS,
        help_text="Whether readers see the full text, or only the place and the words quoted.",
    )
    rights = LineFormField(
        label="Licence and rights",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Who holds the rights, and what they allow: “CC BY-SA 4.0, Wikipedia contributors”.",
    )

    def clean_document(self):
        upload = self.cleaned_data["document"]
        if upload.size > MAX_PDF:
            raise ValidationError(f"It is larger than {MAX_PDF // 1_000_000} MB. Attach it in parts.")
        return upload


class DocumentPages(SourcePages):
    """The documents of a source: attach one, and download those that are there."""

    def get_urls(self):
        return [
            self.page_path("documents/", self.documents_view, "documents"),
            self.page_path("documents/<int:edition>/", self.download_view, "download"),
            *super().get_urls(),
        ]

    def may_attach(self, request, source):
        """Whether this person may attach a document to this source."""
        rights = ("sources.add_document", "sources.add_passage", "sources.change_passage")
        return (
            request.user.has_perms(rights)
            and self.has_change_permission(request, source)
            and self.is_open_to(request.user, source)
        )

    def documents_view(self, request, object_id):
        """The editions of a source, and the form that adds one."""
        source = self.source_at(request, object_id)
        may_attach = self.may_attach(request, source)
        if request.method == "POST" and not may_attach:
            raise PermissionDenied
        form = AttachForm()
        if request.method == "POST":
            form = AttachForm(request.POST, request.FILES)
            if form.is_valid() and self._attach(request, source, form):
                return HttpResponseRedirect(page_address(source, "documents"))
        return self.show_page(
            request,
            source,
            "documents",
            f"Documents of “{source}”",
            status=400 if form.errors else 200,
            form=form if may_attach else None,
            documents=source.documents.order_by("-edition"),
            may_download=request.user.has_perm("sources.view_document"),
            coverage=coverage(source),
        )

    def _attach(self, request, source, form):
        """Whether the file was attached; when it was refused, the form says why."""
        upload = form.cleaned_data["document"]
        try:
            attached = attach(
                source,
                upload.read(),
                upload.name,
                author=request.user,
                visibility=form.cleaned_data["visibility"],
                rights=form.cleaned_data["rights"],
                kind=ChangesetKind.FORM,
                seen=small_number(request.POST.get("seen")) or 0,
            )
        except DocumentError as error:
            form.add_error("document", str(error))
            return False
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return False
        except (ConflictError, GoneError) as error:
            form.add_error(None, f"{error} Nothing was attached: try again.")
            return False
        self._tell(request, attached)
        return True

    def _tell(self, request, attached):
        document = attached.document
        if not attached.is_new:
            messages.info(request, f"These bytes are edition {document.edition} already. Nothing was written.")
            return
        told = f"Edition {document.edition} is attached: {len(attached.created)} new passages"
        told += f", and the text of {len(attached.filled)} that were there." if attached.filled else "."
        messages.success(request, told)
        waiting = document.source.citations.filter(passage__edition__lt=document.edition).count()
        if waiting:
            messages.info(
                request, f"{waiting} citations stand in older editions. “Newer copy” shows where they belong."
            )
        if attached.differing:
            messages.warning(
                request,
                f"The text is not the one recorded in {len(attached.differing)}: {_numbers(attached.differing)}.",
            )
        if attached.missing:
            messages.warning(
                request, f"The document lacks {len(attached.missing)} passages: {_numbers(attached.missing)}."
            )

    def download_view(self, request, object_id, edition):
        """The very bytes that were attached."""
        source = self.source_at(request, object_id)
        if not request.user.has_perm("sources.view_document"):
            raise PermissionDenied
        document = Document.objects.filter(source=source, edition=edition).first()
        if document is None:
            raise Http404("The source has no such edition.")
        try:
            data = load(document.sha256)
        except DocumentMissingError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(page_address(source, "documents"))
        # Never shown in place: a stored page of HTML is evidence and not a page of this site.
        headers = {
            "Content-Disposition": content_disposition_header(True, document.file_name),
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(data, content_type="application/octet-stream", headers=headers)


def _numbers(passages, shown=10):
    told = ", ".join(f"¶{passage.number}" for passage in passages[:shown])
    return f"{told} …" if len(passages) > shown else told
