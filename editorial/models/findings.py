"""What the soft checks found, and what an editor said about it."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.fields import LineField, ProseField
from editorial.choices import FindingState
from editorial.models.remarks import Remark

FINGERPRINT_LENGTH = 32


class FindingQuerySet(models.QuerySet):
    """Findings, by where they stand and what they are about."""

    def open(self):
        """Those that nobody has accepted."""
        return self.filter(state=FindingState.OPEN)

    def standing(self):
        """Those that hold of the register as it is, accepted or not."""
        return self.exclude(state=FindingState.PAST)

    def about(self, model):
        """Those about records of one type."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def on(self, record):
        """Those about `record`, or about another record because of it."""
        kind = ContentType.objects.get_for_model(record)
        return self.filter(
            Q(content_type=kind, object_id=record.pk) | Q(other_type=kind, other_id=record.pk),
        )


class Finding(models.Model):
    """
    A soft check doubts a record, perhaps because of another one.

    Machines write it and `fingerprint` tells which facts it rests on; people may accept it with a comment.
    `accepted_fingerprint` keeps which facts they accepted, so that other facts are a question again. A finding that no
    longer holds is deleted, or kept as past where somebody commented on it.
    """

    check_key = models.CharField("check", max_length=60)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    other_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, related_name="+")
    other_id = models.PositiveBigIntegerField(null=True)
    reason = models.TextField()
    fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH)
    found = models.DateTimeField()
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    comment = ProseField(blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_by_name = LineField(max_length=150, blank=True)
    accepted = models.DateTimeField(null=True)
    accepted_fingerprint = models.CharField(max_length=FINGERPRINT_LENGTH, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_key", "content_type", "object_id"],
                condition=Q(other_type=None),
                name="editorial_finding_once",
            ),
            models.UniqueConstraint(
                fields=["check_key", "content_type", "object_id", "other_type", "other_id"],
                name="editorial_finding_once_a_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="finding_of_record"),
            models.Index(fields=["other_type", "other_id"], name="finding_of_other"),
            models.Index(fields=["state", "content_type", "object_id"], name="finding_by_state"),
        ]

    def __str__(self):
        return self.reason

    @property
    def place(self):
        """What it is about, in terms of which it is unique."""
        return self.check_key, self.content_type_id, self.object_id, self.other_type_id, self.other_id

    @property
    def is_accepted(self):
        return self.state == FindingState.ACCEPTED

    @property
    def model(self):
        """The type of the record it is about."""
        return ContentType.objects.get_for_id(self.content_type_id).model_class()

    @property
    def record(self):
        """The record it is about; None once it is deleted."""
        return self.model._base_manager.filter(pk=self.object_id).first()

    @property
    def other(self):
        """The record because of which it is about the first one, if there is one."""
        if self.other_type_id is None:
            return None
        model = ContentType.objects.get_for_id(self.other_type_id).model_class()
        return model._base_manager.filter(pk=self.other_id).first()

    def restate(self, reason, fingerprint, now):
        """Tell it anew; what was accepted stays so while it rests on the same facts."""
        if fingerprint != self.fingerprint or self.state == FindingState.PAST:
            self.found = now
        self.reason, self.fingerprint = reason, fingerprint
        self.state = FindingState.ACCEPTED if self.accepted_fingerprint == fingerprint else FindingState.OPEN


class FindingRemark(Remark):
    """One step of what was said about a finding: who accepted it or opened it again, when and why."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="remarks")
