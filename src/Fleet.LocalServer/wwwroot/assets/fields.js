// The controls of a row's form, one per column, chosen by the column's kind.

import { idOf, make } from "./dom.js";
import { address } from "./router.js";
import { call, pathOf, writeKey } from "./wire.js";
import { find, labelOf } from "./schema.js";
import { defaultText, textOf } from "./values.js";

const smallTable = 200;
const nullWord = "null";

/**
 * Creates a field.
 * @param {object} table
 * @param {object} column
 * @param {object} options value: the row's current value; isNew: true for a row to be added; parents: the rows it may refer to, if they are few; before:
 * {value} if the value was different in the seed
 * @returns an object with element, isChanged(), read() -> {value, problem}, tell(problem), state and set(state)
 */
export function makeField(table, column, { value, isNew, parents, before }) {
  const id = idOf("field", column.name);
  const isFixed = column.kind === "blob" || (!isNew && column.numbered);
  const control = isFixed ? fixed(column, value, id, isNew) : controlFor(table, column, { value, isNew, parents, id });
  const hintText = isFixed ? (column.kind === "blob" ? "Bytes cannot be edited here." : "") : hintFor(column, isNew, control);
  const hint = hintText && make("p", { class: "hint", id: `${id}-hint` }, hintText);
  const problem = make("p", { class: "problem", id: `${id}-problem`, hidden: true });
  const was = before && beforeLine(column, before.value, id, () => control.put?.(before.value));
  control.input?.setAttribute("aria-describedby", [was && `${id}-before`, hint && `${id}-hint`, `${id}-problem`].filter(Boolean).join(" "));

  const required = column.required && !isFixed;
  const name = [column.name, required && [" ", make("span", { class: "required" }, "required")]];
  const element = make("div", { class: "field", data: { column: column.name, kind: column.kind, state: before ? "modified" : "unchanged" } },
    control.input ? make("label", { for: id }, name) : make("span", { class: "label", id: `${id}-label` }, name),
    make("div", {}, make("div", { class: "control" }, control.parts), was, hint, problem));

  const original = isFixed ? null : JSON.stringify(control.state());
  return {
    column,
    element,
    input: control.input,
    isChanged: () => !isFixed && JSON.stringify(control.state()) !== original,
    read: () => control.read(),
    state: () => (isFixed ? null : control.state()),
    set: (state) => !isFixed && control.set(state),
    tell(text) {
      problem.textContent = text ?? "";
      problem.hidden = !text;
      control.input?.toggleAttribute("aria-invalid", false);
      if (text) {
        control.input?.setAttribute("aria-invalid", "true");
      }
    },
  };
}

/** The rows that each reference column may refer to, where they are few enough for a list. */
export async function readParents(table) {
  const parents = new Map();
  await Promise.all(table.columns.filter(({ kind }) => kind === "reference").map(async (column) => {
    const parent = find(column.references.table);
    if (parent && parent.rows <= smallTable) {
      const query = new URLSearchParams({ limit: String(smallTable) });
      if (parent.label) {
        query.set("sort", parent.label);
      }

      parents.set(column.name, (await call("GET", `${pathOf(parent.name)}?${query}`)).value.rows);
    }
  }));
  return parents;
}

function controlFor(table, column, options) {
  return column.kind === "choice" ? choice(column, options, column.choices.map((value) => ({ value, text: String(value) })))
    : column.kind === "reference" ? reference(column, options)
    : column.kind === "integer" || column.kind === "number"
      ? typed(column, options, { inputmode: column.kind === "integer" ? "numeric" : "decimal", class: "brief" }, readNumber)
    : column.kind === "time" ? time(column, options)
    : text(column, options);
}

function fixed(column, value, id, isNew) {
  const shown = isNew ? "none" : textOf(value, column);
  return { parts: [make("span", { class: "fixed", id, "aria-labelledby": `${id}-label`, role: "group" }, shown)], read: () => ({ value }) };
}

/** A list to choose from, with an option of its own for null or the default. */
function choice(column, { value, isNew, id }, known) {
  const options = [...known];
  if (!isNew && value !== null && !options.some((option) => option.value === value)) {
    options.push({ value, text: String(value) });
  }

  const values = new Map(options.map((option) => [String(option.value), option.value]));
  const first = isNew && column.default !== null ? make("option", { value: "" }, `default: ${defaultText(column.default)}`)
    : column.nullable ? null : make("option", { value: "" }, "Choose…");
  const none = column.nullable && make("option", { value: nullWord }, nullWord);
  const input = make("select", { id, name: column.name, "aria-required": column.required && "true" },
    (isNew || value === null) && first, none, options.map((option) => make("option", { value: String(option.value) }, option.text)));
  const put = (next) => { input.value = next === null || next === undefined ? (column.nullable ? nullWord : "") : String(next); };
  put(value);
  if (isNew && value === undefined && first) {
    input.value = "";
  }

  return {
    input,
    parts: [input],
    put,
    state: () => input.value,
    set: (state) => { input.value = state; },
    read: () => (input.value === ""
      ? { problem: "Choose a value." }
      : { value: input.value === nullWord && column.nullable && !values.has(nullWord) ? null : values.get(input.value) }),
  };
}

/** A reference to a row of another table: a list of rows, or, if there are many, a key with suggestions while typing. */
function reference(column, options) {
  const parent = find(column.references.table);
  const link = make("a", { class: "id", id: `${options.id}-open`, hidden: true }, "Open");
  const point = (input) => {
    const value = input.value.trim();
    link.hidden = value === "" || value === nullWord || !parent;
    link.href = address({ view: "row", table: column.references.table, row: writeKey([value]) });
    link.textContent = `Open ${column.references.table} ${value}`;
  };
  const rows = options.parents?.get(column.name);
  let control;
  if (rows) {
    control = choice(column, options, rows.map((row) => {
      const value = row[column.references.column];
      const label = labelOf(parent, row);
      return { value, text: label ? `${label} #${value}` : String(value) };
    }));
  } else {
    const list = make("datalist", { id: `${options.id}-list` });
    control = typed(column, options, { list: list.id, class: "brief", placeholder: parent?.label ? `${column.references.column} or search` : null },
      (value) => (/^-?\d+$/.test(value) ? readNumber(value, { kind: "integer" }) : { value }));
    control.parts.push(list);
    control.input.addEventListener("input", suggestions(parent, column, list));
  }

  const { input, put } = control;
  control.put = (value) => { put(value); point(input); };
  input.addEventListener("input", () => point(input));
  point(input);
  control.parts.push(link);
  return control;
}

function suggestions(parent, column, list) {
  let waiting;
  return (event) => {
    clearTimeout(waiting);
    const search = event.target.value.trim();
    if (parent && search !== "") {
      waiting = setTimeout(async () => {
        const query = new URLSearchParams({ search, limit: "12" });
        const { value } = await call("GET", `${pathOf(parent.name)}?${query}`).catch(() => ({ value: { rows: [] } }));
        list.replaceChildren(...value.rows.map((row) => {
          const key = row[column.references.column];
          return make("option", { value: key, label: labelOf(parent, row) ?? String(key) });
        }));
      }, 200);
    }
  };
}

/** A line of text that is parsed; an empty one is null. */
function typed(column, { value, id }, attributes, read) {
  const input = make("input", {
    type: "text", id, name: column.name, autocomplete: "off", spellcheck: "false", "aria-required": column.required && "true", ...attributes,
  });
  const put = (next) => { input.value = next === null || next === undefined ? "" : String(next); };
  put(value);
  return {
    input,
    parts: [input],
    put,
    state: () => input.value,
    set: (state) => { input.value = state; },
    read: () => {
      const entered = input.value.trim();
      return entered === "" ? (column.nullable ? { value: null } : { problem: "A value is required." }) : read(entered, column);
    },
  };
}

/** A date or time as text in the column's own format, with the browser's picker beside it. */
function time(column, options) {
  const { form } = column;
  const control = typed(column, options, { class: "brief", placeholder: form.example },
    (value) => (form.pattern.test(value) && isOnCalendar(form, value)
      ? { value }
      : { problem: `Enter a ${form.picker === "date" ? "date" : "time"} such as ${form.example}.` }));
  const { input } = control;
  const picker = make("input", {
    type: form.picker,
    step: form.picker === "datetime-local" ? "1" : null,
    tabindex: "-1",
    "aria-hidden": "true",
    onchange: () => {
      if (picker.value) {
        input.value = form.fromPicker(picker.value);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    },
  });
  const open = () => {
    picker.value = form.pattern.test(input.value) ? form.toPicker(input.value) : "";
    picker.showPicker();
  };
  control.parts.push(make("span", { class: "picker" },
    make("button", { type: "button", class: "small", id: `${options.id}-pick`, "aria-label": `Pick ${column.name} in a calendar`, onclick: open }, "Pick…"),
    picker));
  return control;
}

/** True if the date exists: 30 February is parsed as another day. */
function isOnCalendar(form, value) {
  const picked = form.picker === "time" ? `2000-01-01T${value}` : form.toPicker(value);
  const read = new Date(`${picked.length === 10 ? `${picked}T00:00` : picked}Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(picked);
}

/** Text. Where null is allowed, a checkbox distinguishes it from empty text. */
function text(column, { value, isNew, id }) {
  const isLong = column.kind === "long" || (typeof value === "string" && (value.includes("\n") || value.length > 100));
  const properties = { id, name: column.name, autocomplete: "off", "aria-required": column.required && "true" };
  const input = isLong ? make("textarea", { ...properties, rows: "4" }) : make("input", { type: "text", ...properties });
  const box = column.nullable && make("input", { type: "checkbox", id: `${id}-null`, onchange: () => {
    if (box.checked) {
      input.value = "";
    }
  } });
  input.addEventListener("input", () => {
    if (box) {
      box.checked = false;
    }
  });
  const put = (next) => {
    input.value = next === null || next === undefined ? "" : String(next);
    if (box) {
      box.checked = next === null || (next === undefined && isNew);
    }
  };
  put(value);
  return {
    input,
    parts: [input, box && make("label", { for: box.id }, box, " null")],
    put,
    state: () => [input.value, box && box.checked],
    set: ([entered, isNull]) => {
      input.value = entered;
      if (box) {
        box.checked = isNull;
      }
    },
    read: () => ({ value: box && box.checked ? null : input.value }),
  };
}

function readNumber(entered, { kind }) {
  if (/^[+-]?\d+$/.test(entered)) {
    const number = Number(entered);
    return { value: Number.isSafeInteger(number) ? number : BigInt(entered) };
  }

  const number = Number(entered);
  return kind === "number" && Number.isFinite(number)
    ? { value: number }
    : { problem: kind === "number" ? "Enter a number such as 12.5." : "Enter a whole number." };
}

function hintFor(column, isNew, control) {
  const rules = column.choices ? [] : (column.checks ?? []).map((check) => `Rule: ${check}.`);
  return [
    isNew && column.numbered && "Left empty, the next number is taken.",
    isNew && column.default !== null && !column.choices && `Left as it is, the default is taken: ${defaultText(column.default)}.`,
    column.kind === "time" && `As in ${column.form.example}${column.form.zone ? ` (${column.form.zone})` : ""}.`,
    column.nullable && !column.choices && control.input.tagName !== "SELECT" && !["text", "long"].includes(column.kind) && "Empty means null.",
    ...rules,
  ].filter(Boolean).join(" ");
}

function beforeLine(column, value, id, putBack) {
  const shown = textOf(value, column);
  return make("p", { class: "before", id: `${id}-before` }, "Changed since the seed. Before: ",
    make("del", {}, shown === "" ? "empty" : shown.length > 300 ? `${shown.slice(0, 300)}…` : shown), " ",
    column.kind !== "blob" && make("button", {
      type: "button", class: "small", id: `${id}-put-back`, "aria-label": `Put back ${column.name} as it was`, onclick: putBack,
    }, "Put back"));
}
