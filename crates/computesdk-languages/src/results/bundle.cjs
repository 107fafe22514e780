// A value in each form that it has, by media types: what Jupyter calls a MIME bundle.

const { inspect, types } = require("util");

// By this method a value says its forms itself.
const DISPLAY = Symbol.for("Jupyter.display");
// What is deeper, or has more parts, has no form as JSON unless it says so itself.
const DEEPEST = 60;
const MOST_PARTS = 100000;
// A table of more rows is text and JSON alone.
const MOST_ROWS = 1000;

/** The forms of a value; a promise of them where the value promises them. */
function bundle(value) {
  let own;
  try {
    if (value !== null && typeof value === "object" && typeof value[DISPLAY] === "function") {
      own = value[DISPLAY]();
    }
  } catch (error) {
    tell(DISPLAY.description, error);
  }
  if (types.isPromise(own)) return own.then((made) => completed(made, value));
  return completed(own, value);
}

/** With what the value does not say of itself. */
function completed(own, value) {
  const data = own ? rawBundle(own) : {};
  try {
    data["text/plain"] ??= inspect(value);
  } catch (error) {
    tell("text/plain", error);
  }
  if (own || !(Array.isArray(value) || isObject(value)) || !isPlain(value)) return data;
  data["application/json"] = value;
  const rows = tableOf(value);
  if (rows) data["text/html"] = rows;
  return data;
}

/** Forms that somebody has made already. */
function rawBundle(made) {
  const data = {};
  for (const [mime, form] of Object.entries(made)) {
    if (form === undefined || form === null) continue;
    if (mime === "application/json" || mime.endsWith("+json")) data[mime] = form;
    else if (ArrayBuffer.isView(form)) {
      data[mime] = Buffer.from(form.buffer, form.byteOffset, form.byteLength).toString("base64");
    } else data[mime] = String(form);
  }
  return data;
}

/** What a value's own methods throw is no error of the program. */
function tell(what, error) {
  try {
    process.stderr.write(`display: ${what}: ${error}\n`);
  } catch {
    // There is nobody to tell.
  }
}

function isObject(value) {
  if (value === null || typeof value !== "object" || types.isProxy(value)) return false;
  const kind = Object.getPrototypeOf(value);
  return kind === Object.prototype || kind === null;
}

/** Whether it is the same when it comes back from JSON. */
function isPlain(value) {
  const left = [[value, 0]];
  for (let parts = 0; left.length > 0; parts += 1) {
    const [one, depth] = left.pop();
    if (depth > DEEPEST || parts > MOST_PARTS || types.isProxy(one)) return false;
    if (one === null || typeof one === "string" || typeof one === "boolean") continue;
    if (typeof one === "number") {
      if (!Number.isFinite(one)) return false;
      continue;
    }
    if (!Array.isArray(one) && !isObject(one)) return false;
    const named = Object.entries(Object.getOwnPropertyDescriptors(one));
    for (const [name, { value: each, get, set, enumerable }] of named) {
      if (get || set || name === "toJSON") return false;
      if (enumerable) left.push([each, depth + 1]);
    }
    if (Array.isArray(one) && named.length !== one.length + 1) return false;
  }
  return true;
}

/** Rows that have the same columns of plain values, as a table. */
function tableOf(rows) {
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > MOST_ROWS) return undefined;
  if (!rows.every(isObject)) return undefined;
  const columns = Object.keys(rows[0]);
  const isLike = (row) =>
    Object.keys(row).join("\0") === columns.join("\0") &&
    columns.every((column) => row[column] === null || typeof row[column] !== "object");
  if (columns.length === 0 || !rows.every(isLike)) return undefined;
  const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const line = (kind, cells) =>
    `<tr>${cells.map((cell) => `<${kind}>${escape(cell)}</${kind}>`).join("")}</tr>`;
  const body = rows.map((row) => line("td", columns.map((column) => row[column])));
  return `<table><thead>${line("th", columns)}</thead><tbody>${body.join("")}</tbody></table>`;
}
