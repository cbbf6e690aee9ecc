"use strict";

// Tells how far an import is, and shows the page anew when there is something to do or to read.
{
  const place = document.querySelector("[data-progress]");
  const bar = place.querySelector("progress");
  const phase = place.querySelector("label");
  const told = place.querySelector("[data-told]");
  const state = place.dataset.state;
  const EVERY = 1000;
  const number = new Intl.NumberFormat("en");

  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) {
        const run = await answer.json();
        if (!run.waiting || run.state !== state) {
          location.reload();
          return;
        }
        phase.textContent = run.phase;
        if (run.total && run.state === "reading") {
          bar.max = run.total;
          bar.value = run.done;
          told.textContent = `${number.format(run.done)} of ${number.format(run.total)} rows.`;
        }
      } else if (answer.status < 500) {
        // Signed out, or no longer allowed: the page says so.
        location.reload();
        return;
      }
    } catch {
      // The network may come back.
    }
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);
}
