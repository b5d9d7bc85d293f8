// Checks the package as a user gets it: packs it, lints it (publint, attw), installs it in an empty
// folder without the network's help beyond the registry, starts the command and asks one question.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "signalbox-package-"));

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd = root) {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

try {
  /** @type {{filename: string, size: number, unpackedSize: number, entryCount: number}[]} */
  const packed = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder]));
  const [tarball] = packed;
  if (tarball === undefined) throw new Error("npm pack made no file");
  const file = join(folder, tarball.filename);
  console.log(
    `packed ${tarball.entryCount} files, ${tarball.size} bytes (${tarball.unpackedSize} unpacked)`,
  );
  run("npx", ["--no-install", "publint", "--strict", file]);
  run("npx", ["--no-install", "attw", file, "--profile", "esm-only"]);

  writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
  run("npm", ["install", "--no-audit", "--no-fund", "--omit=dev", file], folder);
  const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
  if (lock.includes("hasInstallScript")) throw new Error("a dependency has an install script");

  const bin = join(folder, "node_modules/.bin/signalbox");
  const answer = JSON.parse(run(bin, ["route", "429 Too Many Requests", "--json"], folder));
  if (answer.best?.id !== "rate-limiting")
    throw new Error(`route answered ${JSON.stringify(answer)}`);

  const client = new Client({ name: "package-check", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ command: bin, args: [], cwd: folder }));
  const result = await client.callTool({ name: "route", arguments: { query: "race condition" } });
  await client.close();
  if (result.isError === true) throw new Error(JSON.stringify(result));
  console.log("the packed signalbox installs, starts and answers");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
