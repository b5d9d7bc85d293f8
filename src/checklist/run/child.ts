// The process that parses and judges. A parser is native code: one that overflows its stack or
// loops ends this process and not the one that asked, which a thread could not promise.
import { statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import type { SourceFile } from "../ir/source-file.js";
import { createParsers, languageOf } from "../parse.js";
import { Project } from "../project.js";
import { RULES } from "../rules.js";
import { checkFile } from "./check-file.js";
import { answerUntilIdle } from "./answer-until-idle.js";
import { whyLeftOut } from "./left-out.js";
import { readSource, withoutMark } from "./read-source.js";
import type { ChildAnswer, ChildRequest, ChildSetup, FileTask } from "./messages.js";

/** How many parsed files are kept for those that import them. */
const KEPT_FILES_MAX = 40;
const FILE_BYTES_MAX = 20_000_000;

/**
 * How many bytes of code a function runs through before V8 thinks of optimising it. This process
 * lives for seconds, and with V8's own budget much of its work is compiling what soon ends:
 * `node test/bench/checklist.mjs` takes 4.9 s without this line and 3.9 s with it. A V8 that does
 * not know the flag is slower only.
 */
const INTERRUPT_BUDGET_BYTES = 1_600_000;

setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET_BYTES}`);
const setup = JSON.parse(process.argv[2] ?? "{}") as ChildSetup;
const parsers = createParsers(setup.pythonGrammar);
const kept = new Map<string, SourceFile>();
const project = new Project(readImported);

answerUntilIdle(judgeAll);

async function judgeAll({ files }: ChildRequest): Promise<void> {
  for (const file of files) process.send?.(await judge(file));
}

async function judge({ path, text: given, isNamed }: FileTask): Promise<ChildAnswer> {
  const language = languageOf(path);
  if (language === undefined) {
    return { path, size: 0, skipped: "not TypeScript, JavaScript or Python" };
  }
  const read = given === undefined ? readText(path) : { text: withoutMark(given) };
  if ("skipped" in read) return { path, size: 0, skipped: read.skipped };
  const { text } = read;
  const leftOut = given === undefined ? whyLeftOut(text) : undefined;
  if (leftOut !== undefined && !(leftOut === "generated" && isNamed === true)) {
    return { path, size: text.length, skipped: leftOut };
  }
  await parsers.load(language);
  const file = parsers.parse(path, text);
  if ("skipped" in file) return { path, size: text.length, skipped: file.skipped };
  return { path, size: text.length, report: checkFile(file, RULES, project) };
}

function readText(path: string): { text: string } | { skipped: string } {
  try {
    // Most places at which an import is looked for are empty: an error for each would cost more.
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return { skipped: "cannot be read (ENOENT)" };
    if (found.size > FILE_BYTES_MAX) return { skipped: `larger than ${FILE_BYTES_MAX} bytes` };
    return { text: readSource(path) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    return { skipped: `cannot be read (${code})` };
  }
}

/** Only what lies inside the roots. */
function readImported(path: string): SourceFile | undefined {
  const before = kept.get(path);
  if (before !== undefined) return before;
  if (!setup.roots.some((root) => path.startsWith(root.endsWith("/") ? root : `${root}/`))) {
    return undefined;
  }
  const read = readText(path);
  const file = "text" in read ? parsers.parse(path, read.text) : undefined;
  if (file === undefined || "skipped" in file) return undefined;
  if (kept.size >= KEPT_FILES_MAX) {
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  }
  kept.set(path, file);
  return file;
}
