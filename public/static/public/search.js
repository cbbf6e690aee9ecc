"use strict";

// Offers names under every search box while one types. Without it the box finds the same on a page of its own.
{
  const WAIT = 150;

  const connect = (form, place) => {
    const input = form.querySelector("input[name=q]");
    const list = document.createElement("ul");
    let newest = 0;
    let timer = 0;

    list.id = `suggestions-${place}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    form.append(list);

    const chosen = () => list.querySelector('[aria-selected="true"]');

    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const choose = (option) => {
      chosen()?.setAttribute("aria-selected", "false");
      option?.setAttribute("aria-selected", "true");
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    };

    const show = (suggestions) => {
      list.replaceChildren(
        ...suggestions.map(({ title, details, kind, url }, index) => {
          const option = document.createElement("li");
          const name = document.createElement("bdi");
          const told = document.createElement("span");
          option.id = `${list.id}-${index}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.url = url;
          name.textContent = title;
          told.textContent = [details, kind].filter(Boolean).join(" · ");
          option.append(name, " ", told);
          return option;
        }),
      );
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };

    const ask = async () => {
      const mine = ++newest;
      const text = input.value.trim();
      if (text.length < 2) {
        close();
        return;
      }
      try {
        const answer = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: text })}`);
        if (answer.ok && mine === newest) {
          show((await answer.json()).suggestions);
        }
      } catch {
        close();
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) {
        return;
      }
      const options = [...list.children];
      const at = options.indexOf(chosen());
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(options[at === -1 && step === -1 ? options.length - 1 : at + step]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && chosen()) {
        event.preventDefault();
        location.assign(chosen().dataset.url);
      }
    });
    // Before the box loses its focus, which closes the list.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        location.assign(option.dataset.url);
      }
    });
    input.addEventListener("blur", close);
  };

  document.querySelectorAll("form[data-suggestions]").forEach(connect);
}
