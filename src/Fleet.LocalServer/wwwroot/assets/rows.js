// Rows as a table: changes since the seed are marked, and the key links to the row.

import { idOf, make } from "./dom.js";
import { address, go } from "./router.js";
import { writeKey } from "./wire.js";
import { isAddressable, keyOf } from "./schema.js";
import { show } from "./values.js";
import { stateOf } from "./changes.js";

const words = { added: "added", modified: "changed", removed: "deleted" };

/**
 * Creates the table.
 * @param {object} table its schema
 * @param {object[]} rows
 * @param {object} options names: labels of the rows referred to; sorted: {column, order, link(column)} for sortable headings; without: a column to leave
 * out; state: the state of all rows, if known; label: the table's name for screen readers; id
 */
export function rowTable(table, rows, { names, sorted, without, state, label, id } = {}) {
  const columns = table.columns.filter((column) => column.name !== without && !(table.key.length === 1 && column.name === table.key[0]));
  const lead = table.key.length === 1 ? table.columns.find((column) => column.name === table.key[0]) ?? { name: table.key[0] } : { name: table.key.join(", ") };
  const canSort = (column) => sorted && table.columns.includes(column);
  const heading = (column) => make("th", {
    scope: "col",
    class: isNumber(column) && column !== lead && "number",
    data: { column: column.name },
    "aria-sort": canSort(column) && (sorted.column === column.name ? `${sorted.order}ending` : "none"),
  }, canSort(column)
    ? make("a", { href: sorted.link(column.name), id: idOf("sort", column.name) }, column.name,
      sorted.column === column.name && make("span", { "aria-hidden": "true" }, sorted.order === "asc" ? "↑" : "↓"))
    : column.name);

  const body = make("tbody", { onclick: openRow }, rows.map((row) => rowOf(table, row, { columns, names, state })));
  return make("div", { class: "scroll rows", tabindex: "0", role: "region", "aria-label": label },
    make("table", { id, "aria-label": label, data: { table: table.name } },
      make("thead", {}, make("tr", {}, heading(lead), columns.map(heading))),
      body));
}

function rowOf(table, row, { columns, names, state: known }) {
  const { state, before } = known ? { state: known, before: {} } : stateOf(table.name, row);
  const key = keyOf(table, row);
  const open = state !== "removed" && isAddressable(key) ? address({ view: "row", table: table.name, row: writeKey(key) }) : null;
  const text = key.map((part) => (part === null || part === undefined ? "null" : String(part))).join(", ");
  return make("tr", { data: { key: writeKey(key), state, open } },
    make("th", { scope: "row" },
      open ? make("a", { href: open, id: idOf(`open-${table.name}`, writeKey(key)) }, text) : text,
      state !== "unchanged" && [" ", make("span", { class: "badge", data: { state } }, words[state])]),
    columns.map((column) => {
      const changed = Object.hasOwn(before, column.name);
      const classes = [isNumber(column) && "number", isShort(column) && "short", changed && "changed"].filter(Boolean).join(" ");
      return make("td", { class: classes || null, data: { column: column.name } },
        show(row[column.name], column, names),
        changed && make("span", { class: "was" }, "was ", make("del", {}, plain(before[column.name]))));
    }));
}

/** A click outside links opens the row too, unless it ends a text selection. */
function openRow(event) {
  const row = event.target.closest("tr[data-open]");
  if (row && !event.target.closest("a") && getSelection().isCollapsed) {
    go(row.dataset.open);
  }
}

function plain(value) {
  const text = value === null ? "null" : value === "" ? "empty" : String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

const isNumber = ({ kind }) => kind === "integer" || kind === "number";
const isShort = ({ kind }) => kind === "choice" || kind === "time" || kind === "reference";
