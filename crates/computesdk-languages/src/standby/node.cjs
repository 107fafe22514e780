// Waits until there is a program to run. Node.js runs this file last of all that it does
// before it opens the program, so whatever comes after is done by Node.js itself, as if it
// had been started just then. Workers of the program run this too, and do not wait.
"use strict";
if (require("worker_threads").isMainThread) {
  const fs = require("fs");
  const path = require("path");

  const read = (length) => {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; ) {
      const count = fs.readSync(0, bytes, at, length - at, null);
      if (count === 0) process.reallyExit(0);
      at += count;
    }
    return bytes;
  };

  const modules = fs.readFileSync(path.join(__dirname, "modules"), "utf8").split(/\s+/);
  for (const name of modules.filter(Boolean)) {
    try {
      const main = path.resolve(process.argv[1]);
      require("module").createRequire(main)(name);
    } catch {
      // The program shall see that, if it requires it.
    }
  }
  // What writing to the standard streams takes: whoever writes would load it.
  require("tty");
  const { Console } = require("console");
  const { Writable } = require("stream");
  new Console(new Writable({ write: (part, encoding, done) => done() })).log(1, "");
  new (require("net").Socket)();
  delete require.cache[__filename];

  // Four bytes of length, then words, each but the last ended by NUL.
  const words = read(read(4).readUInt32BE()).toString().split("\0");
  const [stdin, cwd, options, ...args] = words;
  if (stdin === "null") {
    // The lowest descriptor that is free is the one that is opened.
    fs.closeSync(0);
    fs.openSync("/dev/null");
  }
  if (options) process.env.NODE_OPTIONS = options.slice(1);
  else delete process.env.NODE_OPTIONS;
  try {
    // It may have been replaced.
    process.chdir(cwd);
  } catch {}
  // Relative still, where there was no directory when this was started.
  process.argv[1] = path.resolve(process.argv[1]);
  process.argv.push(...args);
}
