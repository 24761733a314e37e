// The view of all differences from the seed, table by table.

import { count, fill, idOf, make } from "./dom.js";
import { address } from "./router.js";
import { find } from "./schema.js";
import { rowTable } from "./rows.js";
import { announce } from "./notices.js";
import * as changes from "./changes.js";

const most = 200;

/** Shows the changes. */
export async function showChanges(content) {
  content.dataset.view = "changes";
  delete content.dataset.table;
  await changes.refresh(true);
  const names = changes.changedTables();
  const total = changes.total();
  fill(content,
    make("h1", { tabindex: "-1" }, "Changes since the seed"),
    total === 0 && make("p", { class: "empty", id: "no-changes" }, "All data is as it was at the start."),
    names.map(section));
  announce(`${count(total, "change")} since the seed`);
}

function section(name) {
  const { added, modified, removed, key } = changes.of(name);
  // A dropped table exists only in the seed, so its columns are taken from its rows.
  const table = find(name) ?? { name, key, columns: Object.keys(removed[0] ?? {}).map((column) => ({ name: column, kind: "text" })) };
  return make("section", { "aria-labelledby": idOf("changes", name), data: { table: name } },
    make("h2", { id: idOf("changes", name) }, find(name) ? make("a", { href: address({ table: name }) }, name) : `${name} (dropped)`),
    make("p", { class: "quiet" }, [[added, "added"], [modified, "changed"], [removed, "deleted"]].filter(([rows]) => rows.length > 0)
      .map(([rows, word]) => `${count(rows.length, "row")} ${word}`).join(", ")),
    [[added, "added"], [modified, undefined], [removed, "removed"]].filter(([rows]) => rows.length > 0).map(([rows, state]) => [
      rowTable(table, rows.slice(0, most), { state, label: `${name}: rows that were ${state === "removed" ? "deleted" : state ?? "changed"}` }),
      rows.length > most && make("p", { class: "quiet" }, `and ${count(rows.length - most, "more row", "more rows")}`),
    ]));
}
