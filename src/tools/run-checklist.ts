import { existsSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import * as z from "zod";
import type { CheckRequest, Parts } from "../checklist/check.js";
import { languageOf } from "../checklist/parse.js";
import type { Report } from "../checklist/report.js";
import { startAhead } from "../checklist/start-ahead.js";
import { KeptChildren } from "../checklist/run/kept-children.js";
import { Semaphore } from "../primitives/semaphore.js";
import { findingsAnswer, keepable, type Kept } from "./checklist-answer.js";
import { ToolError } from "./errors.js";
import { KeptReports } from "./kept-reports.js";
import { defineTool, RootsNeeded, type Tool, type ToolContext } from "./tool.js";

/** What the tool works with. */
export interface ChecklistAround {
  parts: Parts;
  /** Folders that the operator lets it read; they count instead of what a client says. */
  roots: readonly string[];
  /** Whether a client's word on its own folders is taken: that of who started us is. */
  trustsClient: boolean;
}

/** Beside another check the processes of a third would only wait. */
const CHECKS_MAX = 2;
const WAITING_MAX = 16;
const DEADLINE_MS = 120_000;
/**
 * What an engine has not said of a snippet by then is reported as missing. The first one waits for
 * the engine's start, a third of a second on an idle machine; the next find it warm.
 */
const SNIPPET_ENGINES_MS = 1_500;

const BUDGET_TOKENS = 2_500;

/** The bounds are checked, not told: every client pays for what `tools/list` says. */
const whole = (min: number, max: number) =>
  z.int().refine((value) => value >= min && value <= max, {
    error: ({ input: value }) => `${min} to ${max}, received ${String(value)}`,
  });

const input = z.strictObject({
  code: z.string().min(1).max(400_000).optional(),
  language: z.string().min(1).max(255).optional().describe("Or file name"),
  paths: z.array(z.string().min(1).max(4_096)).min(1).max(100).optional(),
  items: z.array(whole(1, 15)).min(1).max(15).optional(),
  confidence: z.enum(["high", "medium", "low"]).default("high"),
  cursor: z.string().max(100).optional(),
  budgetTokens: whole(1_000, 10_000).optional(),
});

const output = z.looseObject({
  items: z.array(z.looseObject({ id: z.number(), verdict: z.string() })),
  findings: z.array(z.looseObject({ file: z.string(), line: z.number(), message: z.string() })),
});

type Args = z.output<typeof input>;

/** Judges code against the checklist, and pages through what it found. */
export function createRunChecklistTool(around: ChecklistAround): Tool {
  const running = new Semaphore(CHECKS_MAX, WAITING_MAX);
  const kept = new KeptReports<Kept>();
  const children = new KeptChildren();
  return defineTool({
    name: "run_checklist",
    title: "Check concurrency of code",
    description:
      "Judges TypeScript, JavaScript or Python by the 15-item concurrency checklist: verdicts, " +
      "then findings, worst first, with fixes; a cursor gives the rest. Takes code, or paths " +
      "(folders, globs) of your workspace. Nothing is run.",
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input,
    output,
    deadlineMs: DEADLINE_MS,
    run: async (args, context) => {
      const { cursor, budgetTokens = BUDGET_TOKENS, items, confidence } = args;
      if (cursor !== undefined) {
        const [id = "", offset = ""] = cursor.split(".");
        const rest = kept.get(id);
        if (rest === undefined || !/^\d{1,6}$/.test(offset)) {
          throw new ToolError("bad-cursor", "cursor: unknown or forgotten; run the check again");
        }
        return findingsAnswer(rest, { id, offset: Number(offset), budgetTokens });
      }
      const asked = requestOf(args, around, context);
      // Imported files are remembered by a child, so that only what imports nothing shares one.
      const request = asked.snippet === undefined ? asked : { ...asked, kept: children };
      if (asked.snippet !== undefined) {
        const { roots, snippet } = asked;
        startAhead(children, around.parts, { roots, paths: [snippet.name] });
      }
      const { signal } = context;
      const report = await running.run(() => check(request, around.parts), { signal });
      const found = keepable(report, { items, confidence });
      return findingsAnswer(found, { id: kept.keep(found), offset: 0, budgetTokens });
    },
  });
}

async function check(request: CheckRequest, parts: Parts): Promise<Report> {
  const { snippet, cwd } = request;
  const [{ runCheck }, { settingsIn }] = await Promise.all([
    import("../checklist/check.js"),
    import("../checklist/settings.js"),
  ]);
  if (snippet === undefined) return runCheck({ ...request, settings: settingsIn(cwd) }, parts);
  const report = await runCheck(request, parts);
  // Markup is TypeScript too, but not in a file of that name.
  if (!snippet.name.endsWith(".ts") || report.files > 0) return report;
  const markup = { ...snippet, name: `${snippet.name}x` };
  const again = await runCheck({ ...request, snippet: markup }, parts);
  return again.files > 0 ? again : report;
}

/** What languages are called, as endings of files. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["typescript", ".ts"],
  ["ts", ".ts"],
  ["tsx", ".tsx"],
  ["javascript", ".js"],
  ["js", ".js"],
  ["jsx", ".jsx"],
  ["python", ".py"],
  ["py", ".py"],
]);

/** The name of a file for a snippet, from its language or the name that it has somewhere. */
function snippetName(language: string | undefined): string {
  const ending = ENDINGS.get(language?.toLowerCase() ?? "");
  const name = ending === undefined ? basename(language ?? "") : `snippet${ending}`;
  if (languageOf(name) !== undefined) return name;
  throw new ToolError(
    "invalid-arguments",
    "language: typescript, javascript, python or a file name such as a.py, " +
      `received ${name || "none"}`,
  );
}

function requestOf(
  { code, language, paths }: Args,
  around: ChecklistAround,
  context: ToolContext,
): CheckRequest {
  const { signal, progress } = context;
  if ((code === undefined) === (paths === undefined)) {
    throw new ToolError("conflicting-arguments", "code, paths: give exactly one of them");
  }
  const told = {
    signal,
    ...(progress !== undefined && {
      progress: (done: number, total: number) => progress(done, total, `${done} of ${total} files`),
    }),
  };
  if (code !== undefined) {
    const snippet = { text: code, name: snippetName(language) };
    const alone = { cwd: "/", roots: [], paths: [], typed: false, enginesMs: SNIPPET_ENGINES_MS };
    return { ...told, ...alone, snippet };
  }
  const roots = rootsOf(around, context);
  const cwd = roots[0] as string;
  // A path without a beginning may lie in any of the folders.
  const placed = (paths ?? []).map((path) =>
    isAbsolute(path)
      ? path
      : (roots.map((root) => join(root, path)).find((each) => existsSync(each)) ?? path),
  );
  return { ...told, cwd, roots, typed: true, paths: placed };
}

function rootsOf({ roots, trustsClient }: ChecklistAround, context: ToolContext) {
  if (roots.length > 0) return roots;
  if (trustsClient && context.roots !== undefined) {
    const told = context.roots();
    if (told === undefined) throw new RootsNeeded("which folders may be read?");
    if (told.length > 0) return told;
  }
  throw new ToolError(
    "outside-roots",
    "paths: no folder may be read: send the code, or start signalbox with `serve --root FOLDER`",
  );
}
