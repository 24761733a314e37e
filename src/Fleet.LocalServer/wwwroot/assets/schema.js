// The tables: their columns with their kinds, keys, and a label for each row.

import { call, pathOf } from "./wire.js";

const labels = ["name", "title", "label", "subject", "full_name", "username", "email", "key", "code", "slug"];
const longNames = /(^|_)(body|description|notes?|content|message|comment|text|summary|bio|address)$/i;
const timeNames = /(^|_)(at|on|date|time|day|due|until|since|deadline|birthday)$/i;

/** The formats of dates and times in text; a column has one if all its values match it. */
export const timeForms = [
  { name: "date", pattern: /^\d{4}-\d\d-\d\d$/, example: "2025-09-19", picker: "date", fromPicker: (v) => v, toPicker: (v) => v },
  {
    name: "time", pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, example: "2025-09-19T16:30:00Z", zone: "UTC",
    picker: "datetime-local", fromPicker: (v) => `${full(v)}Z`, toPicker: (v) => v.slice(0, 19),
  },
  { name: "time", pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, example: "2025-09-19T16:30:00", picker: "datetime-local", fromPicker: full, toPicker: (v) => v },
  {
    name: "time", pattern: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, example: "2025-09-19 16:30:00",
    picker: "datetime-local", fromPicker: (v) => full(v).replace("T", " "), toPicker: (v) => v.replace(" ", "T"),
  },
  {
    name: "time", pattern: /^\d{4}-\d\d-\d\d \d\d:\d\d$/, example: "2025-09-19 16:30",
    picker: "datetime-local", fromPicker: (v) => v.slice(0, 16).replace("T", " "), toPicker: (v) => v.replace(" ", "T"),
  },
  { name: "clock", pattern: /^\d\d:\d\d$/, example: "16:30", picker: "time", fromPicker: (v) => v.slice(0, 5), toPicker: (v) => v },
];

let tables = [];

/** All tables, in the server's order. */
export const all = () => tables;

/** Finds a table by its name; undefined if there is none. */
export const find = (name) => tables.find((table) => table.name === name);

/** Reloads the tables with their columns and row counts. */
export async function load() {
  const { value } = await call("GET", "raw/tables");
  const before = new Map(tables.map((table) => [table.name, table]));
  tables = value.tables.map((table) => {
    const columns = table.columns.map((column) => ({ ...column, kind: kindOf(column) }));
    // What was learned about a table's values is valid as long as its columns are the same.
    const old = before.get(table.name);
    const same = old && old.columns.map((c) => c.name).join() === columns.map((c) => c.name).join();
    return { ...table, columns: same ? old.columns : columns, samples: same ? old.samples : undefined, label: labelColumn(table) };
  });
  return tables;
}

/** Samples some rows to learn date formats and which texts are long. Once per table. */
export function learn(table) {
  table.samples ??= call("GET", `${pathOf(table.name)}?limit=60`).then(({ value }) => learnFrom(table, value.rows), (error) => {
    table.samples = undefined;
    throw error;
  });
  return table.samples;
}

/** The key of a row. */
export const keyOf = (table, row) => table.key.map((column) => row[column]);

/** True if a row can be addressed: SQL finds no null by a key. */
export const isAddressable = (key) => key.every((part) => part !== null && part !== undefined && part !== "");

/** The label of a row: its title or name, or null. */
export const labelOf = (table, row) => {
  const text = table.label && row[table.label];
  return typeof text === "string" && text.trim() !== "" ? text : null;
};

/** The tables that refer to a table, each with the referring column. */
export const referring = (table) => tables.flatMap((other) => other.columns
  .filter((column) => column.references?.table === table.name && table.key.length === 1 && column.references.column === table.key[0])
  .map((column) => ({ table: other, column })));

function full(value) {
  return value.length === 16 ? `${value}:00` : value.slice(0, 19);
}

function kindOf(column) {
  const type = column.type.toUpperCase();
  return column.choices ? "choice"
    : column.references ? "reference"
    : type.includes("BLOB") ? "blob"
    : type.includes("INT") ? "integer"
    : /BOOL/.test(type) ? "integer"
    : /REAL|FLOA|DOUB|NUM|DEC/.test(type) ? "number"
    : longNames.test(column.name) ? "long"
    : "text";
}

function learnFrom(table, rows) {
  for (const column of table.columns.filter(({ kind }) => kind === "text" || kind === "long")) {
    const values = rows.map((row) => row[column.name]).filter((value) => typeof value === "string" && value !== "");
    const form = values.length > 0 ? timeForms.find(({ pattern }) => values.every((value) => pattern.test(value))) : undefined;
    if (form) {
      column.kind = "time";
      column.form = form;
    } else if (values.some((value) => value.includes("\n") || value.length > 100)) {
      column.kind = "long";
    }
  }

  // A time column that is still empty is given the format of its neighbour.
  const neighbour = table.columns.find((column) => column.form?.name === "time");
  for (const column of table.columns.filter(({ kind, name }) => kind === "text" && timeNames.test(name))) {
    if (neighbour && rows.every((row) => row[column.name] === null)) {
      column.kind = "time";
      column.form = neighbour.form;
    }
  }

  return rows;
}

function labelColumn(table) {
  const texts = table.columns.filter((column) =>
    !column.choices && !column.references && !table.key.includes(column.name) && /TEXT|CHAR|CLOB/i.test(column.type));
  return labels.map((label) => texts.find(({ name }) => name.toLowerCase() === label)).find(Boolean)?.name
    ?? texts.find(({ name }) => /name|title/i.test(name))?.name
    ?? null;
}
