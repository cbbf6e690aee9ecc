"""Who may do what: the groups of the house. `docs/editors.md` tells it in words."""

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from editorial.models import Changeset, Finding, Versioned

PUBLISH = "editorial.publish_record"
IMPORT = "editorial.import_records"

CURATE = ("view", "add", "change", "delete")
GROUPS = {
    "Editors": (),
    "Reviewers": ("publish_record", "import_records"),
    "Data editors": ("import_records",),
}


def may_publish(user):
    """Whether `user` may publish, send back and withdraw."""
    return user.has_perm(PUBLISH)


def may_import(user):
    """Whether `user` may bring in spreadsheets."""
    return user.has_perm(IMPORT)


def sync_groups(app_config, using="default", **kwargs):
    """
    Give each group what it may do in one app; called after the app is migrated.

    All groups curate every record type alike, so that a new record type needs no migration for it. They differ in
    what they may do beyond: publish, and import.
    """
    # Django makes the permissions at the same signal, perhaps after us; made twice they are made once.
    create_permissions(app_config, verbosity=0, using=using)
    curated = [model for model in app_config.get_models() if issubclass(model, Versioned)]
    for name, further in GROUPS.items():
        codenames = [f"{verb}_{model._meta.model_name}" for model in curated for verb in CURATE]
        if app_config.label == Changeset._meta.app_label:
            curated += [Changeset, Finding]
            codenames += ["view_changeset", "view_finding", *further]
        if codenames:
            types = ContentType.objects.db_manager(using).get_for_models(*curated).values()
            permissions = Permission.objects.using(using).filter(codename__in=codenames, content_type__in=types)
            Group.objects.using(using).get_or_create(name=name)[0].permissions.add(*permissions)
