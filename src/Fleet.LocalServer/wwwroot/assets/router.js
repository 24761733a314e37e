// Keeps the page's state in the address: every view has its own, and the back button works.

const handlers = [];
let last = location.search;

/** The place named by the address. */
export function current() {
  const query = new URLSearchParams(location.search);
  const filters = {};
  const presets = {};
  for (const [name, value] of query) {
    if (name.startsWith("where.")) {
      filters[name.slice(6)] = value;
    } else if (name.startsWith("set.")) {
      presets[name.slice(4)] = value;
    }
  }

  const table = query.get("table");
  return {
    view: query.has("changes") ? "changes" : table !== null && query.has("new") ? "new" : table !== null && query.has("row") ? "row" : "list",
    table,
    row: query.get("row"),
    search: query.get("search") ?? "",
    sort: query.get("sort"),
    order: query.get("order") === "desc" ? "desc" : "asc",
    page: whole(query.get("page"), 1),
    size: whole(query.get("size"), 50),
    task: query.get("task"),
    filters,
    presets,
  };
}

/** The address of a place. Defaults are left out; the task stays from one place to the next. */
export function address({ view = "list", table, row, search, sort, order, page, size, filters = {}, presets = {}, task = current().task }) {
  const query = new URLSearchParams();
  const set = (name, value, usual) => value !== undefined && value !== null && value !== "" && value !== usual && query.set(name, value);
  if (view === "changes") {
    query.set("changes", "");
  }

  set("table", table);
  set("row", row);
  if (view === "new") {
    query.set("new", "");
  }

  set("search", search);
  set("sort", sort);
  set("order", sort ? order : undefined, "asc");
  set("page", page, 1);
  set("size", size, 50);
  Object.entries(filters).forEach(([name, value]) => query.set(`where.${name}`, value));
  Object.entries(presets).forEach(([name, value]) => query.set(`set.${name}`, value));
  set("task", task);
  return `?${query}`;
}

/** Calls the handler whenever the place changes, with the cause: "load", "link", "back" or "change". */
export const onMove = (handler) => handlers.push(handler);

/** Goes to an address. */
export function go(target, how = "link") {
  keepPlace();
  history.pushState({}, "", target);
  tell(how);
}

/** Changes the address without adding to the history. */
export function change(target) {
  history.replaceState(history.state, "", target);
  tell("change");
}

/** Changes the address of the view that is already shown. */
export function note(target) {
  history.replaceState(history.state, "", target);
  last = location.search;
}

/** Starts handling links and the history. */
export function start() {
  history.scrollRestoration = "manual";
  // A jump within the page is in the history too, but does not change the place.
  addEventListener("popstate", () => location.search !== last && tell("back"));
  addEventListener("pagehide", keepPlace);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target) {
      return;
    }

    const url = new URL(link.href);
    if (url.origin === location.origin && url.pathname === location.pathname && !url.hash) {
      event.preventDefault();
      go(url.search || "./");
    }
  });
  tell("load");
}

/** Restores the scroll position and focus of a view the reader returns to. */
export function restorePlace() {
  const { scroll, focus } = history.state ?? {};
  document.getElementById(focus)?.focus({ preventScroll: true });
  scrollTo(0, scroll ?? 0);
  return Boolean(focus && document.activeElement?.id === focus);
}

function keepPlace() {
  history.replaceState({ ...history.state, scroll: scrollY, focus: document.activeElement?.id || null }, "");
}

function tell(how) {
  last = location.search;
  handlers.forEach((handler) => handler(how));
}

function whole(text, usual) {
  return /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : usual;
}
