// The view of one row: its form, its changes since the seed, and the rows that refer to it.

import { count, fill, idOf, make } from "./dom.js";
import { address, go, note } from "./router.js";
import { CallError, call, pathOf, writeKey } from "./wire.js";
import { find, isAddressable, keyOf, labelOf, learn, load, referring } from "./schema.js";
import { readNames, textOf } from "./values.js";
import { makeField, readParents } from "./fields.js";
import { announce, clear, confirm, show, showFailure } from "./notices.js";
import { readProblems } from "./problems.js";
import { lastAddress } from "./listView.js";
import { rowTable } from "./rows.js";
import * as changes from "./changes.js";

const relatedRows = 10;

// Unsaved input by the form's address, so that leaving and coming back loses nothing.
const drafts = new Map();
let form = null;

addEventListener("beforeunload", (event) => {
  if (form?.element.isConnected && form.fields.some((field) => field.isChanged())) {
    event.preventDefault();
  }
});

/** Shows a row. */
export async function showRow(content, place, table) {
  const path = `${pathOf(table.name)}/${place.row}`;
  let found;
  try {
    [found] = await Promise.all([call("GET", path), learn(table), changes.refresh().catch(() => {})]);
  } catch (error) {
    if (error.status !== 404 && error.status !== 422) {
      throw error;
    }

    leave(content);
    fill(content, crumbs(table), make("h1", { tabindex: "-1" }, "No such row"),
      make("p", { class: "empty", id: "no-such-row" }, `${table.name} has no row ${decodeURIComponent(place.row)}. It may have been deleted.`));
    return;
  }

  await draw(content, table, { row: found.value, tag: found.tag });
}

/** Shows the form for a new row. */
export async function showNew(content, place, table) {
  await learn(table);
  await draw(content, table, { row: null, presets: place.presets });
}

async function draw(content, table, { row, tag, presets = {} }) {
  const isNew = row === null;
  const parents = await readParents(table);
  const key = isNew ? null : keyOf(table, row);
  const { state, before } = isNew ? { state: "unchanged", before: {} } : changes.stateOf(table.name, row);
  const fields = table.columns.map((column) => makeField(table, column, {
    value: isNew ? undefined : row[column.name],
    isNew,
    parents,
    before: Object.hasOwn(before, column.name) ? { value: before[column.name] } : undefined,
  }));
  leave(content);
  const draftKey = isNew ? `${table.name} new` : `${table.name} ${writeKey(key)}`;
  const element = make("form", {
    class: "row-form",
    id: "row-form",
    novalidate: true,
    autocomplete: "off",
    data: { table: table.name, key: key && writeKey(key), state },
    onsubmit: (event) => { event.preventDefault(); save(); },
  },
    make("div", { id: "problems" }),
    fields.map((field) => field.element),
    make("div", { class: "actions" },
      make("button", { type: "submit", class: "main", id: "save" }, isNew ? "Add" : "Save"),
      make("a", { class: "button", id: "cancel", href: lastAddress(table.name), onclick: () => { drafts.delete(draftKey); forget(); } }, "Cancel"),
      !isNew && make("button", { type: "button", class: "danger last", id: "delete", onclick: remove }, "Delete")));
  form = { content, table, row, tag, key, fields, element, draftKey };

  const title = isNew ? `New row of ${table.name}` : `${table.name} ${key.map((part) => textOf(part)).join(", ")}`;
  const label = isNew ? null : labelOf(table, row);
  fill(content,
    crumbs(table),
    make("h1", { tabindex: "-1" }, title, label && make("span", { class: "quiet" }, ` ${label}`),
      state === "added" && [" ", make("span", { class: "badge", data: { state } }, "added since the seed")]),
    element,
    make("div", { id: "related" }));
  Object.entries(presets).forEach(([name, value]) => preset(fields, name, value));
  takeUpDraft();
  announce(title);
  if (!isNew) {
    showRelated(table, key).catch(() => {});
  }
}

function crumbs(table) {
  return make("p", { class: "crumbs" }, make("a", { href: lastAddress(table.name), id: "back-to-list" }, `← ${table.name}`));
}

function preset(fields, name, value) {
  const field = fields.find(({ column }) => column.name === name);
  if (field?.input) {
    field.set(Array.isArray(field.state()) ? [value, false] : value);
    field.input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Keeps the unsaved input of the form being left. */
function leave(content) {
  if (form && form.element.isConnected && content.contains(form.element) && form.fields.some((field) => field.isChanged())) {
    drafts.set(form.draftKey, form.fields.map((field) => [field.column.name, field.state()]));
  }

  form = null;
  content.dataset.view = "row";
  delete content.dataset.table;
}

const forget = () => { form = null; };

/** Called when another kind of view replaces a form. */
export function leaveForm(content) {
  if (form) {
    leave(content);
  }
}

function takeUpDraft() {
  const draft = drafts.get(form.draftKey);
  drafts.delete(form.draftKey);
  if (!draft) {
    return;
  }

  for (const [name, state] of draft) {
    const field = form.fields.find(({ column }) => column.name === name);
    if (state !== null && field?.state() !== null) {
      field.set(state);
    }
  }

  const { content, table, row, tag } = form;
  show("warning", "What you typed here before has not been saved.",
    make("p", {}, make("button", { type: "button", id: "discard", onclick: () => { forget(); clear(); draw(content, table, { row, tag }); } }, "Discard it")));
}

/** Reads the changed fields and shows their problems. */
function readValues() {
  const values = {};
  const problems = new Map();
  for (const field of form.fields) {
    const isMissing = form.row === null && field.column.required && !field.isChanged();
    if (field.isChanged() || isMissing) {
      const { value, problem } = field.read();
      if (problem || (isMissing && value === "")) {
        problems.set(field.column.name, problem ?? "A value is required.");
      } else {
        values[field.column.name] = value;
      }
    }
  }

  tell({ fields: problems, others: [] });
  return problems.size > 0 ? null : values;
}

/** Shows problems beside their fields, and all of them at the top of the form. */
function tell({ fields, others }) {
  form.fields.forEach((field) => field.tell(fields.get(field.column.name)));
  const place = document.getElementById("problems");
  const total = fields.size + others.length;
  if (total === 0) {
    fill(place);
    return;
  }

  const jump = (name) => (event) => {
    event.preventDefault();
    form.fields.find(({ column }) => column.name === name)?.input?.focus();
  };
  fill(place, make("div", { class: "notice", role: "alert", data: { kind: "error" } }, make("div", {},
    make("h2", {}, `Not saved: ${count(total, "problem")}`),
    make("ul", {},
      others.map((text) => make("li", {}, text)),
      [...fields].map(([name, text]) => make("li", {}, make("a", { href: `#${idOf("field", name)}`, onclick: jump(name) }, name), `: ${text}`))))));
  const first = form.fields.find(({ column }) => fields.has(column.name))?.input;
  if (first) {
    first.focus();
  } else {
    place.scrollIntoView({ block: "nearest" });
  }
}

async function save(over) {
  const { content, table, row, key } = form;
  const values = readValues();
  if (values === null) {
    return;
  }

  if (row !== null && Object.keys(values).length === 0) {
    show("done", "Nothing was changed, so there is nothing to save.");
    return;
  }

  await busy(async () => {
    try {
      const { value, tag } = row === null
        ? await call("POST", pathOf(table.name), { body: values })
        : await call("PATCH", pathOf(table.name, key), { body: values, tag: over ?? form.tag });
      forget();
      await Promise.all([changes.refresh(true).catch(() => {}), load()]);
      const saved = keyOf(table, value);
      const text = saved.map(String).join(", ");
      if (row === null) {
        go(isAddressable(saved) ? address({ view: "row", table: table.name, row: writeKey(saved) }) : lastAddress(table.name));
        show("done", `Added ${table.name} ${text}.`);
      } else {
        note(address({ view: "row", table: table.name, row: writeKey(saved) }));
        await draw(content, find(table.name) ?? table, { row: value, tag });
        show("done", `Saved ${table.name} ${text}: ${Object.keys(values).join(", ")}.`);
        document.getElementById("save").focus();
        dispatchEvent(new Event("saved"));
      }
    } catch (error) {
      await handle(error, values);
    }
  });
}

async function remove() {
  const { table, key, tag } = form;
  const text = key.map(String).join(", ");
  const isSure = await confirm({
    title: `Delete ${table.name} ${text}?`, text: "Rows that depend on it may go with it. This cannot be taken back here.", action: "Delete",
  });
  if (!isSure) {
    return;
  }

  await busy(async () => {
    try {
      await call("DELETE", pathOf(table.name, key), { tag });
      forget();
      await Promise.all([changes.refresh(true).catch(() => {}), load()]);
      go(lastAddress(table.name));
      show("done", `Deleted ${table.name} ${text}.`);
    } catch (error) {
      await handle(error, null);
    }
  });
}

async function busy(work) {
  const { element } = form;
  const buttons = element.querySelectorAll("button");
  buttons.forEach((button) => { button.disabled = true; });
  element.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
    element.removeAttribute("aria-busy");
  }
}

async function handle(error, values) {
  if (!(error instanceof CallError)) {
    throw error;
  }

  if (error.status === 412 || (error.status === 404 && form.row !== null)) {
    await tellConflict(values);
  } else if ([400, 409, 422].includes(error.status)) {
    tell(readProblems(error, form.table));
  } else {
    showFailure(error);
  }
}

/** Someone else has changed the row: shows their changes and lets the reader decide. The reader's values stay. */
async function tellConflict(values) {
  const { content, table, row, key } = form;
  let now;
  try {
    now = await call("GET", pathOf(table.name, key));
  } catch (error) {
    if (error.status !== 404) {
      showFailure(error);
      return;
    }

    show("error", "Somebody else deleted this row", make("p", {}, "Nothing was saved. What you typed is still in the form."));
    return;
  }

  const theirs = table.columns.filter(({ name }) => now.value[name] !== row[name]);
  const word = (column, value) => make("strong", {}, textOf(value, column) === "" ? "empty" : textOf(value, column));
  show("warning", "Somebody else changed this row while you were at it",
    make("p", {}, values === null ? "It was not deleted. They changed:" : "Nothing was saved yet. They changed:"),
    make("ul", { id: "conflict" }, theirs.map((column) => make("li", { data: { column: column.name } },
      `${column.name}: from `, word(column, row[column.name]), " to ", word(column, now.value[column.name]),
      values && Object.hasOwn(values, column.name) && [", you: ", word(column, values[column.name])]))),
    make("div", { class: "toolbar" },
      values !== null && make("button", { type: "button", id: "save-over", class: "main", onclick: () => { clear(); save(now.tag); } },
        "Save my changes all the same"),
      make("button", {
        type: "button", id: "take-theirs", onclick: () => { forget(); clear(); draw(content, table, { row: now.value, tag: now.tag }); },
      }, values === null ? "Show it as it is now" : "Discard mine, show theirs")));
  document.getElementById("notices").scrollIntoView({ block: "nearest" });
}

/** The rows of other tables that refer to this one. */
async function showRelated(table, key) {
  const place = document.getElementById("related");
  const sections = await Promise.all(referring(table).map(async ({ table: other, column }) => {
    const query = new URLSearchParams({ [column.name]: String(key[0]), limit: String(relatedRows) });
    const { value } = await call("GET", `${pathOf(other.name)}?${query}`);
    const names = await readNames(other, value.rows);
    const filters = { [column.name]: String(key[0]) };
    const id = idOf("related", `${other.name}-${column.name}`);
    return make("section", { class: "related", "aria-labelledby": id, data: { table: other.name, column: column.name } },
      make("div", { class: "head" },
        make("h2", { id }, `${other.name} `, make("span", { class: "quiet" }, `by ${column.name} (${value.total.toLocaleString("en")})`)),
        value.total > relatedRows && make("a", { href: address({ table: other.name, filters }) }, "Show all"),
        make("a", { href: address({ view: "new", table: other.name, presets: filters }), id: idOf("add", `${other.name}-${column.name}`) },
          `Add to ${other.name}`)),
      value.rows.length > 0 && rowTable(other, value.rows, { names, without: column.name, label: `${other.name} of ${table.name} ${key[0]}` }));
  }));
  if (place?.isConnected) {
    fill(place, sections);
  }
}
