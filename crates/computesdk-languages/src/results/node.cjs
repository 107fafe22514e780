// Has a program display values, and its last expression be one, which it hands over itself.
// Node.js runs this file last of all that it does before it opens the program, after
// `bundle.cjs`, which is above. Workers of the program run it too.

const { closeSync, openSync, writeSync, constants } = require("fs");
const { isMainThread } = require("worker_threads");

const FILE = require("path").join(__dirname, "results");
const RESULT = "__computesdkDisplayResult";

delete require.cache[__filename];
if (isMainThread) {
  const option = `--require=${__filename}`;
  const before = process.env.NODE_OPTIONS.slice(0, -option.length).trimEnd();
  if (before) process.env.NODE_OPTIONS = before;
  else delete process.env.NODE_OPTIONS;
}

/** One line, at once: whatever ends the program, those before are whole. */
function write(data, main) {
  try {
    const json = JSON.stringify({ main, data });
    // Halves of characters are nothing that others can read.
    const whole = json.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
      found === "\\\\" ? found : "\ufffd",
    );
    // What was broken off before ends there.
    const line = Buffer.from(`\n${whole}\n`);
    const file = openSync(FILE, constants.O_WRONLY | constants.O_APPEND);
    try {
      for (let at = 0; at < line.length; ) at += writeSync(file, line, at);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    tell("lost", error);
  }
}

/** What somebody promises is written when it is there. */
function writeWhole(data, isMain) {
  if (!types.isPromise(data)) return write(data, isMain);
  return data.then(
    (made) => write(made, isMain),
    (error) => tell(DISPLAY.description, error),
  );
}

/** Shows a value in each form that it has; with `raw` it is these forms itself. */
function display(value, { raw = false } = {}) {
  return writeWhole(raw ? rawBundle(value) : bundle(value), false);
}

Object.defineProperty(globalThis, "display", {
  value: display,
  configurable: true,
  writable: true,
});

function show(value) {
  if (value !== undefined) writeWhole(bundle(value), true);
}

// To set it hands it over, as that takes nothing behind the expression.
Object.defineProperty(globalThis, RESULT, {
  configurable: true,
  set(value) {
    delete globalThis[RESULT];
    if (!types.isPromise(value)) return show(value);
    // What it is at the end. To wait for it earlier would make a failure one that is handled.
    process.once("beforeExit", () => value.then(show, () => {}));
  },
});
