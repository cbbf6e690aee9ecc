"""Records that one has worked on oneself, as a filter of the lists."""

from django.contrib import admin

from editorial.admin.desk import worked_on_by


class MineFilter(admin.SimpleListFilter):
    """Records of which the signed-in person wrote a version."""

    title = "who worked on it"
    parameter_name = "by"

    def lookups(self, request, model_admin):
        return [("me", "I did")]

    def queryset(self, request, queryset):
        if self.value() != "me":
            return queryset
        return queryset.filter(pk__in=worked_on_by(queryset.model, request.user).order_by().values("pk"))
