// Creates elements. Text always becomes a text node, so data can never become markup.

/**
 * Creates an element.
 * @param {string} tag
 * @param {object} [properties] attributes; "on..." are listeners, "data" and "aria" contain names without their prefix, false and null are left out
 * @param {...(Node|string|null|undefined|false)} children
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }

    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "data" || name === "aria") {
      for (const [part, text] of Object.entries(value)) {
        if (text !== null && text !== undefined && text !== false) {
          element.setAttribute(`${name}-${part}`, text);
        }
      }
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }

  append(element, children);
  return element;
}

/** Replaces an element's children. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** An id for any name: stable, and safe in selectors and lists of ids. */
export function idOf(prefix, name) {
  return `${prefix}-${name.replace(/[^A-Za-z0-9_-]/g, (c) => `.${c.codePointAt(0).toString(16)}`)}`;
}

/** "1 row", "2 rows". */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}
