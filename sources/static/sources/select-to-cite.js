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

  const fill = (words, start, end) => {
    const text = words.textContent;
    while (start > 0 && IN_WORD.test(text[start]) && IN_WORD.test(text[start - 1])) start -= 1;
    while (end < text.length && IN_WORD.test(text[end - 1]) && IN_WORD.test(text[end])) end += 1;
    const raw = text.slice(start, end);
    const chosen = raw.trim();
    if (!chosen) {
      return;
    }
    passage.value = words.dataset.passage;
    exact.value = chosen;
    position.value = length(text.slice(0, start) + raw.slice(0, raw.length - raw.trimStart().length));
    const some = chosen.split(" ");
    told.textContent = `¶${passage.value}: “${some.slice(0, SHOWN_WORDS).join(" ")}${some.length > SHOWN_WORDS ? " …" : ""}”`;
    panel.classList.remove("is-waiting");
    for (const each of reader.querySelectorAll(".is-chosen")) each.classList.remove("is-chosen");
    words.closest("li").classList.add("is-chosen");
  };

  // The selected part of the first passage that the selection touches.
  const takeSelection = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) {
      return;
    }
    const range = selection.getRangeAt(0);
    const words = [...reader.querySelectorAll("[data-passage]")].find((each) => range.intersectsNode(each));
    if (!words) {
      return;
    }
    const part = document.createRange();
    part.selectNodeContents(words);
    const textUpTo = (container, offset) => {
      part.setEnd(container, offset);
      return part.toString().length;
    };
    const start = words.contains(range.startContainer) ? textUpTo(range.startContainer, range.startOffset) : 0;
    const end = words.contains(range.endContainer)
      ? textUpTo(range.endContainer, range.endOffset)
      : words.textContent.length;
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
