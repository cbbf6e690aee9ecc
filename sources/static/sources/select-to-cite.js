"use strict";

// Words selected in the document, by mouse, touch or keyboard, go into the panel beside it. The form works without.
{
  const reader = document.querySelector("[data-reader]");
  const panel = document.querySelector("[data-panel]");
  const told = panel.querySelector("[data-selected]");
  const { passage, exact, position, target, field, existing } = panel.querySelector("form").elements;
  const IN_WORD = /[\p{L}\p{M}\p{N}]/u;
  const SHOWN_WORDS = 12;

  // Offsets count characters as the server does, not UTF-16 units.
  const length = (text) => [...text].length;

  const wordsOf = (node) =>
    (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-passage]");

  const fill = (words, start, end) => {
    const text = words.textContent;
    while (start > 0 && IN_WORD.test(text[start]) && IN_WORD.test(text[start - 1])) start -= 1;
    while (end < text.length && IN_WORD.test(text[end - 1]) && IN_WORD.test(text[end])) end += 1;
    const chosen = text.slice(start, end).trim();
    if (!chosen) {
      return;
    }
    passage.value = words.dataset.passage;
    exact.value = chosen;
    position.value = length(text.slice(0, start + (text.slice(start, end).length - text.slice(start, end).trimStart().length)));
    const some = chosen.split(" ");
    told.textContent = `¶${passage.value}: “${some.slice(0, SHOWN_WORDS).join(" ")}${some.length > SHOWN_WORDS ? " …" : ""}”`;
    panel.classList.remove("is-waiting");
    for (const each of reader.querySelectorAll(".is-chosen")) each.classList.remove("is-chosen");
    words.closest("li").classList.add("is-chosen");
  };

  // From where the selection begins to where it ends, or to the end of that passage.
  const takeSelection = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) {
      return;
    }
    const range = selection.getRangeAt(0);
    const words = wordsOf(range.startContainer);
    if (!words) {
      return;
    }
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    const end = words.contains(range.endContainer) ? start + range.toString().length : words.textContent.length;
    fill(words, start, end);
  };

  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(takeSelection, 100);
  });
  // A selection that was just made must not be lost to a quick press of the button.
  panel.addEventListener("submit", () => clearTimeout(waiting));
  panel.addEventListener("pointerdown", takeSelection);

  // Pressing a passage's number takes all of it, to be cut down in the panel: the way by keyboard.
  reader.addEventListener("click", (event) => {
    const link = event.target.closest("[data-cite]");
    const words = link?.closest("li").querySelector("[data-passage]");
    if (!words) {
      return;
    }
    event.preventDefault();
    fill(words, 0, words.textContent.length);
    exact.focus();
  });
  exact.addEventListener("input", () => {
    position.value = "";
  });

  // Only the fields of the chosen type can be cited.
  const groups = [...field.querySelectorAll("optgroup")];
  const offerFields = () => {
    for (const group of groups) {
      const fits = group.querySelector("option").value.startsWith(`${target.value}:`);
      if (fits) {
        field.append(group);
      } else {
        group.remove();
      }
    }
    if (field.selectedIndex < 0) field.value = "";
  };
  target.addEventListener("change", offerFields);
  offerFields();

  // Suggestions of records that are there.
  const list = document.getElementById("cite-records");
  const suggest = async () => {
    const query = new URLSearchParams({ target: target.value, q: existing.value });
    const response = await fetch(`${panel.dataset.records}?${query}`);
    if (response.ok) {
      const { results } = await response.json();
      list.replaceChildren(...results.map(({ slug, name }) => new Option(name, slug)));
    }
  };
  let typing;
  existing.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(suggest, 250);
  });
  target.addEventListener("change", () => list.replaceChildren());

  document.documentElement.classList.add("is-scripted");
  if (!exact.value && !panel.querySelector(".errors")) {
    panel.classList.add("is-waiting");
    told.textContent = "Select words in the document, or press a passage's number.";
  }
}
