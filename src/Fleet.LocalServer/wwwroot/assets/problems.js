// Translates the server's messages about bad data into words, shown beside the field concerned.

/**
 * Reads an error.
 * @returns {{fields: Map<string, string>, others: string[]}} a message per field, and those that concern no field
 */
export function readProblems(error, table) {
  const fields = new Map();
  const others = [];
  if (Array.isArray(error.detail)) {
    for (const { loc, msg } of error.detail) {
      const column = table.columns.find(({ name }) => name === loc?.[1]);
      if (column) {
        fields.set(column.name, explain(msg, column, table));
      } else {
        others.push(explain(msg, null, table));
      }
    }
  } else {
    const named = namedColumns(error.message, table);
    named.forEach((column) => fields.set(column.name, explain(error.message, column, table, named)));
    if (named.length === 0) {
      others.push(explain(error.message, null, table));
    }
  }

  return { fields, others };
}

function explain(message, column, table, named = [column]) {
  if (message.startsWith("NOT NULL")) {
    return "A value is required.";
  }

  if (message.startsWith("UNIQUE")) {
    return named.length > 1
      ? `Another row of ${table.name} has this combination of ${named.map(({ name }) => name).join(" and ")}.`
      : `Another row of ${table.name} has this ${column?.name ?? "value"}.`;
  }

  if (message.startsWith("CHECK")) {
    const rule = message.slice(message.indexOf(":") + 1).trim();
    return column?.choices ? `Choose one of: ${column.choices.join(", ")}.` : `This breaks the rule ${rule}.`;
  }

  if (message.startsWith("FOREIGN KEY")) {
    const [, reason] = message.split("; ");
    return reason ? `${reason}.` : message.includes("refer to this one")
      ? `It cannot be deleted or renumbered: ${message.slice(message.indexOf(": ") + 2)}.`
      : "It refers to a row that is not there.";
  }

  if (message.startsWith("datatype mismatch") || message.startsWith("cannot store")) {
    return "A value of this type cannot be stored here.";
  }

  return message;
}

/** The columns in "... failed: table.one, table.two". */
function namedColumns(message, table) {
  const list = /failed: ([^;(]+)/.exec(message)?.[1] ?? "";
  return list.split(", ").map((dotted) => table.columns.find(({ name }) => dotted.trim() === `${table.name}.${name}`)).filter(Boolean);
}
