"""
The conflict screen of a change form: one row for each field that two writers changed, everything else carried along.

The screen posts to the form's own address all that was posted before. The form keeps the version it was opened with,
so that the merge starts anew from what its writer saw; beside it stand, for each form with clashes,

- `met_version`: the version of theirs that the screen showed;
- `clashed`: the names of the fields it asked about; and
- `choice-<field>` and `mine-<field>`: what was chosen, and what the writer had typed before.

A choice counts only while theirs is what the screen showed.
"""

from dataclasses import dataclass, field

from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.text import capfirst

from editorial.conflicts import Choice, conflict_rows, read_choice
from editorial.merging import merged_fields, snapshot
from editorial.writing import locked

MET, CLASHED, MINE_PREFIX = "met_version", "clashed", "mine-"
MAX_DIGITS = 9

CHOOSE = "Choose which of these to save."
CHANGED_AGAIN = "They changed it again after you chose. Look at theirs as it is now, and choose once more."
ALSO_TYPED = "You chose one thing and wrote another. To save what you wrote, choose “{}”."


@dataclass
class Decisions:
    """What the writer of one form decided about its clashes; all blank for a form that met none."""

    choices: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    given_way: dict[str, object] = field(default_factory=dict)

    @property
    def settled(self):
        """The fields in which the writer's own value is to stand."""
        if self.problems:
            return frozenset()
        return frozenset(name for name, choice in self.choices.items() if choice != Choice.THEIRS)

    @classmethod
    def read(cls, form):
        """The decisions that a bound form brings, checked against the row as it now stands."""
        read = cls()
        met = form.data.get(form.add_prefix(MET), "")
        if not (met.isascii() and met.isdecimal() and len(met) <= MAX_DIGITS):
            return read
        current = locked(type(form.instance)._base_manager.filter(pk=form.instance.pk)).first()
        then = type(form.instance).history_model.objects.filter(id=form.instance.pk, version=int(met)).first()
        if current is None or then is None:
            return read
        fields = merged_fields(type(current))
        shown, now = snapshot(then, fields), snapshot(current, fields)
        for name in form.data.getlist(form.add_prefix(CLASHED)):
            if name in form.fields and name in now:
                read._decide(form, name, has_moved=shown[name] != now[name])
        if not read.problems:
            read.given_way = {name: now[name] for name, choice in read.choices.items() if choice == Choice.THEIRS}
        return read

    def _decide(self, form, name, *, has_moved):
        key = form.add_prefix(name)
        choice = self.choices[name] = read_choice(form.data, key)
        if has_moved:
            self.choices[name], self.problems[name] = "", CHANGED_AGAIN
        elif not choice:
            self.problems[name] = CHOOSE
        elif choice != Choice.EDIT and _lines(form.data, key) != _lines(form.data, MINE_PREFIX + key):
            self.problems[name] = ALSO_TYPED.format(Choice.EDIT.label)


class ConflictScreen:
    """The page of a ModelAdmin that asks which values to save."""

    conflict_template = "admin/editorial/conflict.html"

    def conflict_screen(self, request, context, obj):
        """The page, when clashes are all that stands in the way of a posted form; None otherwise."""
        main = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        kept = [form for formset in formsets for form in formset.forms if not _is_deleted(formset, form)]
        clashing = [form for form in [main, *kept] if getattr(form, "conflict", None)]
        if not clashing or any(formset.non_form_errors() for formset in formsets):
            return None
        if any(set(form.errors) - _clashed(form) for form in [main, *kept]):
            return None
        shown = [(form, self._rows_of(form, main, kept, obj)) for form in clashing]
        page = {
            **self.admin_site.each_context(request),
            "title": "Somebody else changed the same",
            "opts": self.opts,
            "original": obj,
            "rows": [row for _form, rows in shown for row in rows],
            "has_problems": any(row.error for _form, rows in shown for row in rows),
            "carried": list(_carried(request.POST, shown, [main, *kept])),
            "media": context["media"],
            "is_popup": context.get("is_popup"),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.conflict_template, page, status=409)

    def _rows_of(self, form, main, kept, obj):
        seen = form.cleaned_data["seen_version"]
        if form is main:
            rows = conflict_rows(form.conflict, seen, parts=self.history_parts(obj.pk), key=form.add_prefix)
        else:
            kind = capfirst(str(form._meta.model._meta.verbose_name))
            subject = f"{kind} “{form.conflict.current}”"
            rows = conflict_rows(form.conflict, seen, subject=subject, key=form.add_prefix)
        for row in rows:
            row.widget = _widget(form, row)
            row.choice = form.decisions.choices.get(row.field, "")
            row.error = form.decisions.problems.get(row.field, "")
            if form is main:
                row.my_evidence = [_told(each) for each in kept if _speaks_of(each, row.field)]
        return rows


def _clashed(form):
    conflict = getattr(form, "conflict", None)
    return {clash.field for clash in conflict.clashes if clash.field in form.fields} if conflict else set()


def _is_deleted(formset, form):
    return formset.can_delete and formset._should_delete_form(form)


def _speaks_of(form, name):
    about = getattr(form.instance, "about_field", "")
    return bool(about) and form.has_changed() and not form.errors and getattr(form.instance, about) == name


def _told(form):
    return f"{form.instance} ({'added' if form.instance._state.adding else 'changed'})"


def _widget(form, row):
    """The form's own input, with what was typed; named by the label before it."""
    bound = form[row.field]
    return format_html(
        '<label for="{}">{}</label> {}',
        bound.id_for_label,
        f"{row.label}, if something else",
        bound.as_widget(attrs={"aria-describedby": f"legend-{row.key}"}),
    )


def _carried(data, shown, forms):
    """(name, value) of every hidden input of the screen: all that was posted and that no row asks about."""
    asked, further = {"csrfmiddlewaretoken"}, []
    for form, rows in shown:
        further.append((form.add_prefix(MET), form.conflict.current.version))
        asked |= {form.add_prefix(MET), form.add_prefix(CLASHED)}
        for row in rows:
            mine = MINE_PREFIX + row.key
            asked |= {row.key, row.choice_name, mine}
            further.append((form.add_prefix(CLASHED), row.field))
            further += [(mine, value) for value in data.getlist(mine if mine in data else row.key)]
    shown_anew = {key: values for form in forms for key, values in getattr(form, "shown", {}).items()}
    for key, values in {**dict(data.lists()), **shown_anew}.items():
        if key not in asked:
            further += [(key, value) for value in values]
    return further


def _lines(data, key):
    """Posted values, with line ends as they may come from any browser made one."""
    return ["\n".join(value.splitlines()).strip() for value in data.getlist(key)]
