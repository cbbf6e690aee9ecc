"use strict";

// Select2 draws its own boxes over the fields with suggestions and leaves them without a name for screen readers.
{
  const $ = django.jQuery;

  const name = (select) => {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) {
      return;
    }
    label.id ||= `${select.id}-label`;
    const shown = box.querySelector(".select2-selection__rendered");
    if (select.multiple) {
      box.setAttribute("aria-labelledby", label.id);
      box.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
    } else {
      box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
      shown.setAttribute("aria-labelledby", label.id);
    }
    $(select).on("select2:open", () => {
      document
        .querySelector(".select2-container--open .select2-search--dropdown .select2-search__field")
        ?.setAttribute("aria-labelledby", label.id);
    });
  };

  const nameAll = (root) =>
    root.querySelectorAll('.admin-autocomplete:not([name*="__prefix__"])').forEach(name);

  // After the scripts that draw the boxes, which wait for the same two events and stand before this one.
  $(() => setTimeout(() => nameAll(document)));
  document.addEventListener("formset:added", (event) => setTimeout(() => nameAll(event.target)));
}
