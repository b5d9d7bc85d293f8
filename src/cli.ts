import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { main } from "./cli/main.js";

const here = import.meta.url;
const manifest = JSON.parse(readFileSync(new URL("../package.json", here), "utf8")) as {
  version: string;
};

// A reader that has seen enough, as `head` has, closes the pipe; that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

// The exit code is set, not forced: what is still being written to a pipe gets there.
process.exitCode = await main({
  args: process.argv.slice(2),
  version: manifest.version,
  libraryUrl: new URL("./knowledge.json", here),
  scaffoldsUrl: new URL("./scaffolds.json", here),
  checklist: {
    childUrl: new URL("./checklist-child.mjs", here),
    ruffUrl: new URL("./ruff-child.mjs", here),
    engines: createRequire(here),
    pythonGrammarUrl: new URL("./python.wasm", here),
    rulePagesUrl: new URL("./rules.json", here),
  },
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (code) => process.exit(code),
});
