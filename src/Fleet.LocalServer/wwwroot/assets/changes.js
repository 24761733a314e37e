// The differences from the seed, as reported by the server's structured diff.

import { call } from "./wire.js";

const freshFor = 1500;
let tables = {};
let readAt = -Infinity;
let took = 0;
let reading = null;

/**
 * Reads the differences, unless they were read just now. Comparing large tables is costly for the server, so the length of "just now" depends on how long
 * the last comparison took.
 * @param {boolean} force after a change made here
 */
export function refresh(force = false) {
  if (!force && performance.now() - readAt < freshFor + 20 * took) {
    return reading ?? Promise.resolve();
  }

  const start = performance.now();
  readAt = start;
  const mine = call("POST", "api/v1/env/diff/structured", { body: {} }).then(({ value }) => {
    took = performance.now() - start;
    if (value.success && reading === mine) {
      tables = Object.fromEntries(Object.entries(value.diff).map(([name, table]) => [name, index(table)]));
    }
  });
  reading = mine;
  return mine;
}

/** The differences of a table: lists of added, modified and removed rows, and their numbers. */
export const of = (name) => tables[name] ?? none;

/** The names of all tables with differences, including dropped ones. */
export const changedTables = () => Object.keys(tables).filter((name) => tables[name].total > 0);

/** The total number of rows that differ. */
export const total = () => Object.values(tables).reduce((sum, table) => sum + table.total, 0);

/** The state of a row: "added", "modified" or "unchanged", with its values from before. */
export function stateOf(name, row) {
  const table = of(name);
  return table.total === 0 ? unchanged : table.rows.get(identify(table.key, row)) ?? unchanged;
}

const none = { key: [], added: [], modified: [], removed: [], total: 0, rows: new Map() };
const unchanged = { state: "unchanged", before: {} };

function index(table) {
  const key = table.primary_key;
  const rows = new Map();
  for (const { data } of table.added_rows) {
    rows.set(identify(key, data), { state: "added", before: {} });
  }

  for (const { data, changes } of table.modified_rows) {
    rows.set(identify(key, data), { state: "modified", before: Object.fromEntries(Object.entries(changes).map(([column, { before }]) => [column, before])) });
  }

  const added = table.added_rows.map(({ data }) => data);
  const modified = table.modified_rows.map(({ data }) => data);
  const removed = table.removed_rows.map(({ data }) => data);
  return { key, added, modified, removed, total: added.length + modified.length + removed.length, rows };
}

function identify(key, row) {
  return key.map((column) => {
    const value = row[column] ?? row[Object.keys(row).find((name) => name.toLowerCase() === column.toLowerCase())];
    return `${typeof value}:${value}`;
  }).join("\u0000");
}
