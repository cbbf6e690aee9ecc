"""The pages of what Chancery itself writes."""


class LookedAt:
    """Has rows looked at: no form of the admin adds, changes or deletes one."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
