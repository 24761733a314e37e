// Talks to the server. Paths are relative to the instance's.

/** A failed call. Status 0: no answer. */
export class CallError extends Error {
  constructor(status, detail) {
    super(typeof detail === "string" ? detail : "The server refused the data.");
    this.status = status;
    this.detail = detail;
  }
}

let quietAbort = false;
addEventListener("pagehide", () => { quietAbort = true; });

/** True if a failure is due to leaving the page. */
export const isLeaving = () => quietAbort;

/**
 * Sends a request.
 * @returns {Promise<{value: any, tag: string|null}>} the answer's JSON and its ETag
 */
export async function call(method, path, { body, tag, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }

  if (tag) {
    headers["If-Match"] = tag;
  }

  let response;
  let text;
  try {
    response = await fetch(path, { method, headers, signal, cache: "no-store", body: body === undefined ? undefined : write(body) });
    text = await response.text();
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }

    throw new CallError(0, "The server does not answer. It may have been stopped.");
  }

  let value;
  try {
    value = read(text);
  } catch {
    throw new CallError(response.ok ? -1 : response.status, `The server sent something that is not JSON (status ${response.status}).`);
  }

  if (!response.ok) {
    throw new CallError(response.status, value?.detail ?? `The server answered with status ${response.status}.`);
  }

  return { value, tag: response.headers.get("ETag") };
}

/** The path of a table, or of a row of it. */
export function pathOf(table, key) {
  return `raw/${encodeURIComponent(table)}${key === undefined ? "" : `/${writeKey(key)}`}`;
}

/** A key as written in addresses: its parts joined by commas. */
export const writeKey = (key) => key.map((part) => encodeURIComponent(String(part))).join(",");

/** Reads JSON. Integers too large for a double become BigInt, since SQLite's have 64 bits. */
export function read(text) {
  return /\d{16}/.test(text)
    ? JSON.parse(text, (_, value, context) =>
      typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? BigInt(context.source) : value)
    : JSON.parse(text);
}

function write(body) {
  const members = Object.entries(body).map(([name, value]) =>
    `${JSON.stringify(name)}:${typeof value === "bigint" ? value.toString() : JSON.stringify(value)}`);
  return `{${members.join(",")}}`;
}
