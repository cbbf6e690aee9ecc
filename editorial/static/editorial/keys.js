"use strict";

// Keys of the desk. Those of one letter can be turned off (WCAG 2.2, 2.1.4); the choice stays in this browser.
{
  const OFF = "chancery-one-key-off";
  const TYPING = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select";

  const isTyping = (target) =>
    target instanceof Element && (target.closest(TYPING) !== null || target.isContentEditable);

  const stored = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false; // the browser keeps nothing for this site
    }
  };

  const store = (off) => {
    try {
      localStorage.setItem(OFF, off ? "1" : "0");
    } catch {
      // then it holds for this page
    }
  };

  let isOff = stored();

  const press = (selector) => {
    const button = document.querySelector(selector);
    button?.click();
    return button !== null;
  };

  const focusFirst = (...selectors) => {
    const field = selectors.map((each) => document.querySelector(each)).find(Boolean);
    field?.focus();
    field?.select();
    return field !== undefined;
  };

  const withControl = (key) => {
    if (key === "s") {
      return press('#content-main [type="submit"][name="_save"], .submit-row [type="submit"].default');
    }
    return key === "Enter" && press('.submit-row [type="submit"][name="_next"]');
  };

  const alone = (key) => {
    if (key === "/") {
      return focusFirst("#searchbar", "#content-main input[type=search]", "#nav-filter");
    }
    return key === "n" && press('a[rel="next"]');
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing || event.repeat) {
      return;
    }
    const isControlled = event.ctrlKey || event.metaKey;
    const isDone = isControlled
      ? !event.shiftKey && withControl(event.key)
      : !isOff && !isTyping(event.target) && alone(event.key);
    if (isDone) {
      event.preventDefault();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const help = document.querySelector(".keys");
    const choice = help?.querySelector("input");
    if (!choice) {
      return;
    }
    help.hidden = false;
    choice.checked = !isOff;
    choice.addEventListener("change", () => {
      isOff = !choice.checked;
      store(isOff);
    });
  });
}
