// Starts the page and shows the view named by the address.

import { count, fill, idOf, make } from "./dom.js";
import { CallError, call, isLeaving } from "./wire.js";
import { address, change, current, onMove, restorePlace, start } from "./router.js";
import { all, find, load } from "./schema.js";
import { clear, showFailure } from "./notices.js";
import { showTask } from "./task.js";
import { keep, name, showList } from "./listView.js";
import { leaveForm, showNew, showRow } from "./rowView.js";
import { showChanges } from "./changesView.js";
import * as changes from "./changes.js";

const content = document.getElementById("content");
let about = { task: null, tasks: [] };
let shown = 0;

async function begin() {
  try {
    [{ value: about }] = await Promise.all([call("GET", "about"), load()]);
  } catch (error) {
    showFailure(error, () => { clear(); begin(); });
    content.setAttribute("aria-busy", "false");
    return;
  }

  onMove(show);
  start();
}

async function show(how) {
  const mine = ++shown;
  const place = current();
  const from = document.activeElement.id;
  const table = place.table === null ? all()[0] : find(place.table);
  if (how !== "change") {
    clear();
  }

  showTask(about);
  // The links contain the task, so following one before the view has loaded keeps it.
  showTables();
  leaveForm(content);
  content.setAttribute("aria-busy", "true");
  try {
    if (place.view !== "changes" && !table) {
      showNothing(place);
    } else if (place.view === "changes") {
      await showChanges(content);
    } else if (place.view === "row") {
      await showRow(content, place, table);
    } else if (place.view === "new") {
      await showNew(content, place, table);
    } else {
      name(place, table);
      keep({ ...place, table: table.name });
      await showList(content, { ...place, table: table.name }, table);
    }
  } catch (error) {
    if (mine === shown && error.name !== "AbortError" && !isLeaving()) {
      if (!(error instanceof CallError)) {
        console.error(error);
      }

      showFailure(error, () => show(how));
    }
  }

  if (mine === shown) {
    content.setAttribute("aria-busy", "false");
    showTables();
    document.title = `${content.querySelector("h1")?.textContent ?? ""} · ${document.body.dataset.env}`;
    // If the focus has moved meanwhile, to the search field perhaps, leave it there.
    if (document.activeElement === document.body || document.activeElement.id === from) {
      moveFocus(how);
    }

    // The marks in the list of tables may follow later than the view: comparing large data takes time.
    changes.refresh().then(showTables, () => {});
  }
}

function showNothing(place) {
  delete content.dataset.view;
  fill(content,
    make("h1", { tabindex: "-1" }, place.table === null ? "No tables" : "No such table"),
    make("p", { class: "empty" }, place.table === null ? "This instance has no data." : `There is no table ${place.table}.`));
}

function moveFocus(how) {
  if (how === "link") {
    scrollTo(0, 0);
    content.querySelector("[data-focus], h1")?.focus({ preventScroll: true });
  } else if (how === "back" && !restorePlace()) {
    content.querySelector("h1")?.focus({ preventScroll: true });
  }
}

function showTables() {
  const place = current();
  const total = changes.total();
  const list = document.getElementById("tables");
  const focused = list.contains(document.activeElement) ? document.activeElement.id : null;
  fill(list,
    all().map((table) => {
      const differences = changes.of(table.name).total;
      return make("li", {}, make("a", {
        href: address({ table: table.name }), id: idOf("table", table.name), data: { table: table.name, rows: table.rows, changes: differences },
        "aria-current": place.view !== "changes" && (place.table ?? all()[0].name) === table.name && "page",
      },
      make("span", { class: "name" }, table.name),
      differences > 0 && make("span", { class: "badge", data: { state: "modified" } },
        differences.toLocaleString("en"),
        make("span", { class: "unseen" }, " changed")),
      make("span", { class: "count" }, table.rows.toLocaleString("en"), make("span", { class: "unseen" }, table.rows === 1 ? " row" : " rows"))));
    }),
    make("li", { class: "apart" }, make("a", {
      href: address({ view: "changes" }), id: "changes-link", data: { changes: total }, "aria-current": place.view === "changes" && "page",
    },
      make("span", { class: "name" }, "Changes"),
      make("span", { class: "count" }, total.toLocaleString("en"), make("span", { class: "unseen" }, ` ${count(total, "row").split(" ").pop()}`)))));
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

// When the page becomes visible again, show what has happened to the data meanwhile, and whether it still exists. Forms are left alone.
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState === "visible" && all().length > 0) {
    try {
      await load();
      showTables();
      if (current().view === "list") {
        change(location.search || "./");
      }
    } catch (error) {
      showFailure(error);
    }
  }
});

addEventListener("saved", showTables);

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  content.focus();
});

begin();
