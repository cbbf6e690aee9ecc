/*
 * Narrowing, sorting and turning the pages of a list without loading the whole page anew.
 *
 * Every link and form of a list works by itself. This script fetches the same address, puts the list of the page that
 * comes back in the place of the one shown, and tells screen readers what there is now. Whatever goes wrong, the
 * browser goes to the address as it would have without it.
 */
"use strict";

{
  const told = document.getElementById("told");
  let asking = null;
  let shown = location.pathname + location.search;

  const list = () => document.getElementById("list");

  const isOfThisList = (address) =>
    address.origin === location.origin && address.pathname === location.pathname && !address.hash;

  const show = async (address, { remember, place }) => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    list().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("list");
      if (!fresh) throw new Error("This is no list.");
      if (remember) history.pushState(null, "", answer.url);
      swap(fresh, page.title, place);
    } catch {
      if (!signal.aborted) location.assign(address);
    }
  };

  const swap = (fresh, title, place) => {
    for (const details of list().querySelectorAll("details[open][id]")) {
      fresh.querySelector(`details#${details.id}`)?.setAttribute("open", "");
    }
    list().replaceWith(document.adoptNode(fresh));
    shown = location.pathname + location.search;
    document.title = title;
    document.dispatchEvent(new Event("list-shown"));
    const heading = document.getElementById("count");
    told.textContent = heading.textContent.trim().replace(/\s+/g, " ");
    // Whoever chose a value goes on from it; whoever asked for another page or other words goes on to the results.
    const same = place && list().querySelector(`[data-place="${CSS.escape(place)}"]`);
    if (same) same.focus({ preventScroll: true });
    else heading.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#list a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || !isOfThisList(new URL(link.href))) return;
    event.preventDefault();
    show(link.href, { remember: true, place: link.dataset.place });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#list form");
    if (!form || !isOfThisList(new URL(form.action))) return;
    event.preventDefault();
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form, event.submitter)) {
      if (value) address.searchParams.append(name, value);
    }
    show(address, { remember: true });
  });

  // A place on the same page (#main) is the browser's own affair.
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) show(location.href, { remember: false });
  });
}
