import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TimeoutError, withTimeout } from "../../primitives/with-timeout.js";
import { OXLINT_RULES, OXLINT_TYPED_RULES } from "./borrowed.js";
import type { Diagnostic, EngineFile, EngineResult } from "./engine.js";
import { copyForTypes, inPlace } from "./oxlint-copy.js";
import { inPortions } from "./in-portions.js";
import { readOxlint } from "./oxlint-output.js";

const UNTYPED_MS_MAX = 20_000;
/** Types of a large project can take minutes; what is not there by then is reported as missing. */
const TYPED_MS_MAX = 10_000;
/** Systems take command lines of 32,767 characters on Windows, of a million and more elsewhere. */
const PATH_CHARACTERS_MAX = process.platform === "win32" ? 30_000 : 500_000;

interface Installed {
  oxlint: string;
  version: string;
  tsgolint: string | undefined;
}

export interface OxlintOptions {
  engines: NodeJS.Require;
  /** Whether to look for what needs types. */
  typed: boolean;
  signal: AbortSignal;
}

/** Runs oxlint, twice side by side: at once without types, and with them within a time. */
export async function runOxlint(
  files: readonly EngineFile[],
  { engines, typed, signal }: OxlintOptions,
): Promise<EngineResult> {
  if (files.length === 0) return states("unused", "no TypeScript or JavaScript file");
  const installed = installedOxlint(engines);
  if (installed === undefined) return states("unavailable", "oxlint is not installed");
  const folder = mkdtempSync(join(tmpdir(), "signalbox-oxlint-"));
  try {
    const copies = (typed ? copyForTypes : inPlace)(files, join(folder, "files"));
    const run = (rules: readonly string[], withTypes: boolean, own: AbortSignal) =>
      lint(installed, { folder, rules, withTypes, signal: own }, copies);
    const [untyped, withTypes] = await Promise.all([
      within(UNTYPED_MS_MAX, signal, (own) => run(Object.keys(OXLINT_RULES), false, own)),
      !typed || installed.tsgolint === undefined
        ? undefined
        : within(TYPED_MS_MAX, signal, (own) => run(Object.keys(OXLINT_TYPED_RULES), true, own)),
    ]);
    const { version } = installed;
    return {
      states: [stateOf("oxlint", version, untyped), typedState(installed, typed, withTypes)],
      diagnostics: [untyped, withTypes].flatMap((linted) =>
        typeof linted === "object" ? linted.found : [],
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Linted {
  found: Diagnostic[];
  /** How many files it could not be asked about. */
  failed: number;
}

function stateOf(name: string, version: string, linted: Linted | string) {
  if (typeof linted === "string") return { name, state: "unavailable", detail: linted } as const;
  const { failed } = linted;
  const but = failed === 0 ? "" : `, but ended without an answer on ${failed} files`;
  return { name, state: "ran", detail: `version ${version}${but}` } as const;
}

function typedState(
  { tsgolint, version }: Installed,
  typed: boolean,
  found: Linted | string | undefined,
): EngineResult["states"][number] {
  const name = "oxlint types";
  if (!typed) return { name, state: "unused", detail: "types were not asked for" };
  if (tsgolint === undefined) {
    return { name, state: "unavailable", detail: "oxlint-tsgolint is not installed" };
  }
  return stateOf(name, version, found ?? "it was not started");
}

function states(state: "unused" | "unavailable", detail: string): EngineResult {
  const names = ["oxlint", "oxlint types"];
  return { states: names.map((name) => ({ name, state, detail })), diagnostics: [] };
}

/** The findings, or in words why there are none. */
async function within(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Linted>,
): Promise<Linted | string> {
  try {
    return await withTimeout(work, { timeoutMs, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TimeoutError) return `took longer than ${timeoutMs / 1_000} s`;
    return error instanceof Error ? error.message : String(error);
  }
}

function installedOxlint(resolver: NodeJS.Require): Installed | undefined {
  try {
    const manifest = resolver.resolve("oxlint/package.json");
    const { version } = resolver("oxlint/package.json") as { version: string };
    return {
      oxlint: join(dirname(manifest), "bin/oxlint"),
      version,
      tsgolint: tsgolintOf(resolver),
    };
  } catch {
    return undefined;
  }
}

/** The program itself, not its wrapper: a kill must reach what works. */
function tsgolintOf(resolver: NodeJS.Require): string | undefined {
  try {
    const from = createRequire(resolver.resolve("oxlint-tsgolint/package.json"));
    const ending = process.platform === "win32" ? ".exe" : "";
    const { platform, arch } = process;
    return from.resolve(`@oxlint-tsgolint/${platform}-${arch}/tsgolint${ending}`);
  } catch {
    return undefined;
  }
}

interface LintRun {
  folder: string;
  rules: readonly string[];
  withTypes: boolean;
  signal: AbortSignal;
}

async function lint(
  installed: Installed,
  { folder, rules, withTypes, signal }: LintRun,
  copies: ReadonlyMap<string, EngineFile>,
): Promise<Linted> {
  const config = join(folder, withTypes ? "typed.json" : "untyped.json");
  writeFileSync(config, JSON.stringify(configOf(rules)));
  const flags = ["-c", config, "--disable-nested-config", "--no-ignore", "-f", "json"];
  if (withTypes) flags.push("--type-aware");
  const ask = async (paths: readonly string[]) => {
    const output = await capture([installed.oxlint, ...flags, ...paths], folder, installed, signal);
    return readOxlint(output, folder, copies);
  };
  const { answers, failed } = await inPortions([...copies.keys()], ask, {
    charactersMax: PATH_CHARACTERS_MAX,
    signal,
  });
  if (failed.length === copies.size) throw new Error("it ended without an answer");
  return { found: answers, failed: failed.length };
}

function configOf(rules: readonly string[]) {
  const options: Record<string, unknown> = {
    "typescript/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    "typescript/return-await": ["error", "in-try-catch"],
  };
  return {
    plugins: ["typescript", "unicorn", "promise", "oxc"],
    categories: { correctness: "off" },
    rules: Object.fromEntries(rules.map((rule) => [rule, options[rule] ?? "error"])),
  };
}

const OUTPUT_CHARACTERS_MAX = 200_000_000;

/** What the program printed. On an abort it and all that it started is killed. */
function capture(
  args: readonly string[],
  cwd: string,
  { tsgolint }: Installed,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const isGrouped = process.platform !== "win32";
    // signalbox-allow signal-not-passed: an abort has to end the whole group, as `kill` below does
    const child = spawn(process.execPath, args, {
      cwd,
      detached: isGrouped,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, ...(tsgolint !== undefined && { OXLINT_TSGOLINT_PATH: tsgolint }) },
    });
    const kill = (): void => {
      try {
        if (isGrouped && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
        else child.kill("SIGKILL");
      } catch {
        // It has ended by itself in between.
      }
    };
    signal.addEventListener("abort", kill, { once: true });
    if (signal.aborted) kill();
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > OUTPUT_CHARACTERS_MAX) kill();
    });
    child.once("error", reject);
    child.once("close", () => {
      signal.removeEventListener("abort", kill);
      resolve(output);
    });
  });
}
