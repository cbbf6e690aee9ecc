/*
 * A slider of months beside the date field of a page.
 *
 * The form works by itself. This script adds a slider that moves the date, and shows the page of that day when the hand
 * comes to rest.
 */
"use strict";

{
  const REST = 700;

  const add = (form) => {
    const field = form.querySelector("input[type=date]");
    const [thisYear, thisMonth] = form.dataset.today.split("-").map(Number);
    const first = Number(form.dataset.firstYear);
    const slider = document.createElement("input");
    slider.type = "range";
    slider.id = "moment-slider";
    slider.min = 0;
    slider.max = (thisYear - first) * 12 + thisMonth - 1;
    const months = (text) => {
      const [year, month] = text.split("-").map(Number);
      return (year - first) * 12 + month - 1;
    };
    const label = document.createElement("label");
    label.htmlFor = slider.id;
    label.textContent = "Slide through the months";
    const box = document.createElement("div");
    box.className = "field slide";
    box.append(label, slider);

    const tell = () => {
      const date = field.value || form.dataset.today;
      const told = new Date(`${date}T00:00:00Z`);
      slider.setAttribute("aria-valuetext", told.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" }));
    };
    let waiting = 0;
    slider.addEventListener("input", () => {
      const year = first + Math.floor(slider.value / 12);
      const month = (slider.value % 12) + 1;
      const isThisMonth = slider.value === slider.max;
      field.value = isThisMonth ? form.dataset.today : `${year}-${String(month).padStart(2, "0")}-01`;
      tell();
      clearTimeout(waiting);
      waiting = setTimeout(() => form.requestSubmit(), REST);
    });
    field.addEventListener("input", () => {
      if (!field.value) return;
      slider.value = months(field.value);
      tell();
    });
    slider.value = months(field.value || form.dataset.today);
    tell();
    field.closest(".field").after(box);
  };

  const addAll = () => document.querySelectorAll("form.moment").forEach(add);
  addAll();
  // list.js puts another list, with a form of its own, in the place of the one shown.
  document.addEventListener("list-shown", addAll);
}
