"use strict";

// Beside a citation's source, offer that source's passages only; choosing a passage first fills in its source.
{
  const $ = django.jQuery;

  const sourceOf = (passage) =>
    document.getElementById(passage.id.replace(/passage$/, "source"));

  const choose = (select, choice) => {
    if (![...select.options].some((option) => option.value === choice.id)) {
      select.add(new Option(choice.text, choice.id));
    }
    select.value = choice.id;
    $(select).trigger("change");
  };

  const connect = (passage) => {
    const source = sourceOf(passage);
    let sourceOfPassage = passage.value ? source.value : "";

    $(passage).select2({
      ajax: {
        data: (params) => ({
          term: params.term,
          page: params.page,
          app_label: passage.dataset.appLabel,
          model_name: passage.dataset.modelName,
          field_name: passage.dataset.fieldName,
          chosen_source: source.value,
        }),
      },
    });
    $(passage).on("select2:select", (event) => {
      sourceOfPassage = event.params.data.source.id;
      if (source.value !== sourceOfPassage) {
        choose(source, event.params.data.source);
      }
    });
    $(source).on("change", () => {
      if (passage.value && source.value !== sourceOfPassage) {
        $(passage).val(null).trigger("change");
      }
    });
  };

  const connectAll = (root) =>
    root
      .querySelectorAll('select[data-field-name="passage"]:not([name*="__prefix__"])')
      .forEach(connect);

  // After the admin's own script has set its autocomplete up, which it does in the same two events.
  $(() => connectAll(document));
  document.addEventListener("formset:added", (event) => connectAll(event.target));
}
