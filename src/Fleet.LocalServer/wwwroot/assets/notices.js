// Messages for people, shown at the top of the page and read out by screen readers.

import { fill, make } from "./dom.js";

const place = () => document.getElementById("notices");

/** Shows a notice, replacing the current one. Kinds: "done", "warning", "error". */
export function show(kind, title, ...content) {
  const notice = make("div", { class: "notice", id: "notice", role: kind === "done" ? "status" : "alert", data: { kind } },
    make("div", {}, title && make(content.length ? "h2" : "p", {}, title), ...content),
    make("button", { type: "button", class: "small", id: "dismiss", "aria-label": "Close this message", onclick: clear }, "Close"));
  fill(place(), notice);
  return notice;
}

/** Removes the notice. */
export function clear() {
  fill(place());
}

/** Announces a text to screen readers only. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}

/** Reports a failed call that no view can handle. */
export function showFailure(error, retry) {
  const again = retry && make("p", {}, make("button", { type: "button", id: "retry", onclick: retry }, "Try again"));
  if (error.status === 410) {
    document.body.dataset.ended = "";
    show("error", "This instance has ended", make("p", {}, `${error.message}. Its data is gone; nothing can be read or saved here any more.`));
  } else if (error.status === 0) {
    show("error", "The server does not answer", make("p", {}, "It may have been stopped. Nothing was saved; what you typed is still here."), again);
  } else {
    show("error", "That did not work", make("p", {}, error.message), again);
  }
}

/** Asks for confirmation before something that cannot be undone. */
export function confirm({ title, text, action }) {
  return new Promise((resolve) => {
    const dialog = make("dialog", { id: "confirm", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      make("h2", { id: "confirm-title" }, title),
      make("p", { id: "confirm-text" }, text),
      make("div", { class: "actions" },
        make("button", { type: "button", id: "confirm-no", autofocus: true, onclick: () => dialog.close("no") }, "Cancel"),
        make("button", { type: "button", id: "confirm-yes", class: "danger main", onclick: () => dialog.close("yes") }, action)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
