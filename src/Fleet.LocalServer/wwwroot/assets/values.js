// Formats values for people.

import { make } from "./dom.js";
import { address } from "./router.js";
import { call, pathOf, writeKey } from "./wire.js";
import { find, labelOf } from "./schema.js";

/** A value as plain text. */
export function textOf(value, column) {
  return value === null || value === undefined ? "null"
    : column?.kind === "blob" && typeof value === "string" ? `${byteCount(value).toLocaleString("en")} bytes`
    : String(value);
}

/** A default value, which is SQL, as people would write it. */
export const defaultText = (sql) => (/^'.*'$/s.test(sql) ? sql.slice(1, -1).replaceAll("''", "'") || "empty" : sql);

/** A value as elements. */
export function show(value, column, names) {
  if (value === null || value === undefined) {
    return make("span", { class: "null" }, "null");
  }

  if (value === "") {
    return make("span", { class: "null" }, "empty");
  }

  if (column?.kind === "reference") {
    const label = names?.get(column.name)?.get(String(value));
    const target = address({ view: "row", table: column.references.table, row: writeKey([value]) });
    return make("a", { href: target }, label ? [label, " ", make("span", { class: "id" }, `#${value}`)] : String(value));
  }

  const text = textOf(value, column);
  return text.length > 24 || text.includes("\n") ? make("span", { class: "clip" }, text.length > 400 ? `${text.slice(0, 400)}…` : text) : text;
}

/** Reads the labels of the rows that the given rows refer to: column, then value as text, then label. */
export async function readNames(table, rows) {
  const names = new Map();
  await Promise.all(table.columns.filter(({ kind, references }) => kind === "reference" && find(references.table)?.label).map(async (column) => {
    const parent = find(column.references.table);
    const wanted = [...new Set(rows.map((row) => row[column.name]).filter((value) => value !== null && value !== undefined))].slice(0, 200);
    if (wanted.length > 0) {
      const query = new URLSearchParams(wanted.map((value) => [column.references.column, String(value)]));
      query.set("limit", "1000");
      const { value: found } = await call("GET", `${pathOf(parent.name)}?${query}`);
      names.set(column.name, new Map(found.rows.map((row) => [String(row[column.references.column]), labelOf(parent, row)])));
    }
  }));
  return names;
}

function byteCount(base64) {
  return Math.floor(base64.length * 3 / 4) - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}
