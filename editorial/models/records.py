"""What it means to be a curated record."""

from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from core.text import fold
from editorial.choices import Status
from editorial.models.history import TypedHistory
from editorial.querysets import RecordQuerySet

SLUG_LENGTH = 160


@cache
def _address_before_slug(model_name):
    # Looking the pattern up for each link of a list takes longer than drawing its rows.
    return reverse(f"public:{model_name}_detail", args=["-"]).removesuffix("-/")


class Versioned(models.Model):
    """A row that counts its versions, so that no writer overwrites what he has not seen."""

    version = models.PositiveIntegerField(default=1, editable=False)

    #: The column, if any, that names the field of its record which a row beside the record speaks of.
    about_field = ""

    class Meta:
        abstract = True

    def prepare(self):
        """Fill what is derived from other fields; the write path calls it before validation."""

    def publication_owners(self):
        """Records whose right to be published may depend on this row."""
        return []

    @classmethod
    def part_links(cls):
        """What is deleted with rows of this type: (all rows of one type, their column with the row's key) pairs."""
        return []

    def parts(self):
        """Rows that are deleted with this one."""
        return [part for parts, column in self.part_links() for part in parts.filter(**{column: self.pk})]


class Record(Versioned):
    """A curated record: it has an address, a status, a version and a history."""

    slug = models.SlugField(
        max_length=SLUG_LENGTH,
        unique=True,
        blank=True,
        help_text="The last part of the page's address. Blank: made from the name.",
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    search_text = models.TextField(editable=False, default="")

    history = TypedHistory(inherit=True, excluded_fields=["search_text"])
    objects = RecordQuerySet.as_manager()

    search_paths = ("search_text",)
    # How likely readers who search a name mean a record of this type, 0 to 99; None: it is not searched by name.
    search_weight = None

    class Meta:
        abstract = True

    def get_absolute_url(self):
        return f"{_address_before_slug(self._meta.model_name)}{self.slug}/"

    @property
    def is_published(self):
        return self.status == Status.PUBLISHED

    def names(self):
        """Every name the record may be called by, its main name first."""
        return [str(self)]

    def search_names(self):
        """What readers may type who look for the record, its main name first."""
        return self.names()

    def search_details(self):
        """What tells the record from its namesakes in a list of hits; a search finds it by these words too."""
        return ""

    def prepare(self):
        self.search_text = "\n" + "\n".join(dict.fromkeys(fold(name) for name in self.names())) + "\n"
        if not self.slug:
            self.slug = self.free_slug()

    def base_slug(self):
        """An address made from the main name."""
        return slugify(self.names()[0])[: SLUG_LENGTH - 6].strip("-") or self._meta.model_name

    def free_slug(self):
        """The address made from the main name, with a number where another record of this type has it."""
        base = self.base_slug()
        taken = set(type(self).objects.filter(slug__startswith=base).values_list("slug", flat=True))
        # Links lead to the addresses that readers once knew: a new record takes none of them.
        known = self.history_model.objects.filter(slug__startswith=base, status=Status.PUBLISHED).exclude(id=self.pk)
        taken.update(known.values_list("slug", flat=True))
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        return slug

    def publication_owners(self):
        return [self]

    @classmethod
    def record_links(cls):
        """The foreign keys and many-to-many fields that lead from this record to other records."""
        fields = [*cls._meta.concrete_fields, *cls._meta.many_to_many]
        return [field for field in fields if field.related_model and issubclass(field.related_model, Record)]

    @classmethod
    def publication_problems(cls, pks):
        """
        Why any of the published records among `pks` may not be published: (record, sentence) pairs.

        A page must not show an unpublished record by the back door, so that all it refers to is published too.
        """
        problems = []
        published = cls.objects.published().filter(pk__in=pks)
        for link in cls.record_links():
            hidden = link.related_model.objects.exclude(status=Status.PUBLISHED)
            for record in published.filter(**{f"{link.name}__in": hidden}).distinct():
                sentence = (
                    f"{record}: the {link.verbose_name} is not published. Publish that first, or choose another."
                )
                problems.append((record, sentence))
        return problems

    def published_dependants(self):
        """Published records that refer to this one and would lose their footing if it were withdrawn."""
        found = []
        for relation in self._meta.related_objects:
            if issubclass(relation.related_model, Record):
                found += relation.related_model.objects.published().filter(**{relation.field.name: self})[:5]
        return found

    def check_links(self):
        """Refuse a record that refers to itself, at any depth of the same field. Raises ValidationError."""
        for link in self._meta.concrete_fields:
            if link.related_model is type(self) and self.pk:
                seen, ancestor = {self.pk}, getattr(self, link.name)
                while ancestor is not None:
                    if ancestor.pk in seen:
                        raise ValidationError({link.name: f"{ancestor} leads back to itself through this field."})
                    seen.add(ancestor.pk)
                    ancestor = getattr(ancestor, link.name)

    def clean(self):
        super().clean()
        self.check_links()
