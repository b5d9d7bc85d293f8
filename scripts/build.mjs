// Builds dist/: plain tsc output for the library, one bundled file for the command and the server.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

rmSync(`${root}/dist`, { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });

const bundle = await rolldown({
  cwd: root,
  input: "dist/cli.js",
  platform: "node",
  external: [/^node:/],
});
await bundle.write({
  file: "dist/signalbox.mjs",
  format: "esm",
  codeSplitting: false,
  banner: "#!/usr/bin/env node",
});
await bundle.close();
