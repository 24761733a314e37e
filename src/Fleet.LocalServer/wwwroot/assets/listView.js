// The list of a table's rows: search, sorting, filters, pages.

import { count, fill, idOf, make } from "./dom.js";
import { address, change, current, go, note } from "./router.js";
import { call, pathOf } from "./wire.js";
import { find } from "./schema.js";
import { readNames } from "./values.js";
import { announce } from "./notices.js";
import { rowTable } from "./rows.js";
import * as changes from "./changes.js";

const searchDelay = 200;
const patience = 80;
let running = null;

/** Shows the list at a place. */
export async function showList(content, place, table) {
  const isThere = content.dataset.view === "list" && content.dataset.table === table.name;
  if (!isThere) {
    content.dataset.view = "list";
    content.dataset.table = table.name;
    fill(content,
      make("h1", { tabindex: "-1" }, table.name),
      make("div", { class: "toolbar" },
        searchForm(place),
        make("a", { class: "button main", id: "add-row", href: "" }, "Add row")),
      make("ul", { class: "filters", id: "filters", "aria-label": "Filters", hidden: true }),
      make("div", { id: "results" }));
  }

  const search = document.getElementById("search");
  if (document.activeElement !== search) {
    search.value = place.search;
  }

  document.getElementById("add-row").href = address({ view: "new", table: table.name, presets: place.filters });
  showFilters(place, table);
  await showResults(place, table);
}

function searchForm(place) {
  let waiting;
  const move = (how) => {
    clearTimeout(waiting);
    const now = current();
    const target = address({ ...now, view: "list", search: input.value.trim(), page: 1 });
    if (target !== address(now)) {
      how(target);
    }
  };
  const input = make("input", {
    type: "search", id: "search", name: "search", value: place.search, autocomplete: "off", spellcheck: "false", placeholder: "Search this table",
    "aria-label": `Search ${place.table ?? "this table"}`,
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(move, searchDelay, change);
    },
  });
  return make("form", { role: "search", onsubmit: (event) => { event.preventDefault(); move(change); } },
    input,
    make("button", { type: "submit", id: "search-button" }, "Search"));
}

function showFilters(place, table) {
  const list = document.getElementById("filters");
  const items = Object.entries(place.filters).map(([column, value]) => {
    const { [column]: _, ...filters } = place.filters;
    return make("li", {}, make("a", {
      href: address({ ...place, table: table.name, filters, page: 1 }), id: idOf("unfilter", column), "aria-label": `Remove the filter ${column} = ${value}`,
    },
      `${column} = ${value} ×`));
  });
  fill(list, items);
  list.hidden = items.length === 0;
}

async function showResults(place, table) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const query = new URLSearchParams(Object.entries(place.filters));
  const size = Math.min(place.size, 1000);
  const sort = table.columns.some(({ name }) => name === place.sort) ? place.sort : null;
  query.set("limit", size);
  query.set("offset", (place.page - 1) * size);
  if (place.search) {
    query.set("search", place.search);
  }

  if (sort) {
    query.set("sort", sort);
    query.set("order", place.order);
  }

  const { value } = await call("GET", `${pathOf(table.name)}?${query}`, { signal });
  const found = { ...value, size, sort };
  const more = Promise.allSettled([readNames(table, value.rows), changes.refresh()]).then(([{ value: names }]) => names);

  // The related data usually arrives almost at once; then the rows are drawn only once.
  let names = await Promise.race([more, new Promise((resolve) => { setTimeout(resolve, patience); })]);
  if (!signal.aborted) {
    draw(place, table, found, names);
    const hits = `${count(value.total, "row")}${place.search ? ` with ${place.search}` : ""}`;
    announce(`${table.name}: ${hits}`);
  }

  names = await more;
  if (!signal.aborted) {
    draw(place, table, found, names);
  }
}

function draw(place, table, { rows, total, size, sort }, names) {
  const results = document.getElementById("results");
  const focused = results.contains(document.activeElement) ? document.activeElement.id : null;
  const link = (column) => address({ ...place, table: table.name, sort: column, order: sort === column && place.order === "asc" ? "desc" : "asc", page: 1 });
  fill(results,
    rows.length > 0
      ? rowTable(table, rows, { names, sorted: { column: sort, order: place.order, link }, label: `Rows of ${table.name}`, id: "rows" })
      : make("p", { class: "empty", id: "no-rows" },
        total > 0 ? "There is no such page."
        : place.search || Object.keys(place.filters).length > 0 ? "No row matches."
        : "This table has no rows."),
    paging(place, table, total, size),
    removed(table, place));
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

function paging(place, table, total, size) {
  const pages = Math.max(1, Math.ceil(total / size));
  const first = Math.min((place.page - 1) * size + 1, total);
  const turn = (page, text, id) => make("a", page >= 1 && page <= pages
    ? { class: "button", id, href: address({ ...place, table: table.name, page }) }
    : { class: "button", id, role: "link", "aria-disabled": "true" }, text);
  return make("nav", { class: "paging", "aria-label": "Pages" },
    make("span", { id: "range", data: { total, page: place.page, pages } },
      total === 0 ? "0 rows" : `${first.toLocaleString("en")}–${Math.min(place.page * size, total).toLocaleString("en")} of ${count(total, "row")}`),
    pages > 1 && [
      turn(place.page - 1, "Previous", "previous-page"),
      turn(place.page + 1, "Next", "next-page"),
      make("form", { onsubmit: (event) => { event.preventDefault(); jump(place, table, pages); } },
        make("label", {}, "Page ",
          make("input", { id: "page-number", name: "page", inputmode: "numeric", value: place.page, autocomplete: "off" })),
        ` of ${pages.toLocaleString("en")}`),
    ],
    total > 25 && make("label", {}, "Rows a page ", make("select", {
      id: "page-size", name: "size", onchange: (event) => go(address({ ...place, table: table.name, size: Number(event.target.value), page: 1 })),
    },
      [...new Set([25, 50, 100, 500, size])].sort((one, other) => one - other)
        .map((number) => make("option", { value: number, selected: number === size }, String(number))))));
}

function jump(place, table, pages) {
  const input = document.getElementById("page-number");
  const wanted = Number.parseInt(input.value, 10);
  const page = Number.isNaN(wanted) ? place.page : Math.min(Math.max(wanted, 1), pages);
  input.value = page;
  if (page !== place.page) {
    go(address({ ...place, table: table.name, page }));
  }
}

/** Deleted rows have no place in the list, so they are shown below it. */
function removed(table, place) {
  const gone = changes.of(table.name).removed;
  return gone.length > 0 && !place.search && Object.keys(place.filters).length === 0 && make("section", { id: "deleted", "aria-labelledby": "deleted-title" },
    make("h2", { id: "deleted-title" }, `${count(gone.length, "row")} deleted since the seed`),
    rowTable(table, gone.slice(0, 200), { state: "removed", label: `Deleted rows of ${table.name}`, id: "deleted-rows" }));
}

/** The list's last address, for the way back from a row. */
export function lastAddress(table) {
  return kept.get(table) ?? address({ table });
}

const kept = new Map();

/** Remembers the reader's place in a table's list. */
export function keep(place) {
  if (place.view === "list" && find(place.table)) {
    kept.set(place.table, address(place));
  }
}

/** Adds the table's name to an address without one. */
export function name(place, table) {
  if (place.table !== table.name) {
    note(address({ ...place, table: table.name }));
  }
}
