"""Changes that wait for a reviewer."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.fields import LineField, ProseField
from editorial.choices import ProposalState
from editorial.models.changesets import Changeset
from editorial.models.remarks import Remark

#: A proposal in one of these may still become a change.
UNDECIDED = (ProposalState.OPEN, ProposalState.RETURNED)


class ProposalQuerySet(models.QuerySet):
    """Proposals, by whose turn it is."""

    def waiting(self):
        """Those that wait for a reviewer."""
        return self.filter(state=ProposalState.OPEN)

    def undecided(self):
        """Those that a reviewer or their author still has to deal with."""
        return self.filter(state__in=UNDECIDED)

    def of(self, user):
        """Those that `user` made."""
        return self.filter(author=user)

    def returned_to(self, user):
        """Those of `user` that a reviewer returned with a question."""
        return self.of(user).filter(state=ProposalState.RETURNED)

    def about(self, record):
        """Those that would change `record` or what belongs to it."""
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)

    def on(self, models):
        """Those about records of these types."""
        return self.filter(content_type__in=ContentType.objects.get_for_models(*models).values())


class Proposal(models.Model):
    """
    A change of a record that readers see, made by one who may not publish: kept as data until a reviewer decides.

    `payload` tells the rows that the change would write (see `editorial.proposals`), and `base_version` the record's
    version that its author saw. `version` counts what was done with the proposal itself, so that nobody decides about
    another one than he has read.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    title = LineField(max_length=500)
    base_version = models.PositiveIntegerField()
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    reason = ProseField(blank=True)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = LineField(max_length=150)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, null=True, related_name="proposals")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="proposal_about_record"),
            models.Index(fields=["state", "created"], name="proposal_in_queue"),
            models.Index(fields=["author", "state"], name="proposal_of_author"),
        ]

    def __str__(self):
        return f"Proposal {self.pk}: {self.title}"

    @property
    def is_undecided(self):
        return self.state in UNDECIDED

    @property
    def model(self):
        """The type of the record it is about."""
        # The manager keeps content types in memory; the foreign key would ask the database for each proposal.
        return ContentType.objects.get_for_id(self.content_type_id).model_class()

    @property
    def record(self):
        """The record it is about, as it stands; None once it is deleted."""
        return self.model._base_manager.filter(pk=self.object_id).first()


class ProposalComment(Remark):
    """One step of the conversation about a proposal: who did or said what, when."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
