import type { CallNode } from "../ir/expression.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Blocks } from "./blocks.js";
import { PYTHON_BLOCKS } from "./blocking-python.js";
import { TYPESCRIPT_BLOCKS } from "./blocking-typescript.js";
import { isFileMethod } from "./file-objects.js";

const FILE_METHOD = {
  does: "waits for a file",
  cost: "file",
  instead: "await asyncio.to_thread(…), or use aiofiles or anyio.open_file",
} as const;

/** Without a flag or a time these wait until another thread acts. */
const TAKES =
  /^(?:queue\.\w*Queue\(\)\.(?:get|join)|threading\.\w*(?:Lock|Semaphore|Condition)\(\)\.acquire)$/;
const TAKE = {
  does: "waits for another thread",
  cost: "long",
  instead: "use the asyncio form of it, or await asyncio.to_thread(…)",
} as const;

const HTTP_VERBS = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
const HTTP_CALL = {
  does: "waits for an HTTP answer, if it is what it looks like,",
  cost: "size",
  instead: "use an asynchronous client, such as httpx.AsyncClient or aiohttp",
} as const;

/** What a call keeps the thread for; undefined for a call that does not, or is not known to. */
export function blocking(file: SourceFile, call: CallNode): Omit<Blocks, "call"> | undefined {
  const meaning = file.meaning(call.callee);
  if (meaning === undefined) return looksLikeHttp(file, call) ? HTTP_CALL : undefined;
  const found = knownBlock(file, meaning);
  if (found !== undefined) return found;
  if (file.language !== "python") return undefined;
  if (TAKES.test(meaning) && call.args.length === 0) return TAKE;
  if (isFileMethod(file, call)) return FILE_METHOD;
  return looksLikeHttp(file, call) ? HTTP_CALL : undefined;
}

const knownIn = new WeakMap<SourceFile, Map<string, Blocks | undefined>>();

/** From the long list of a language; the same few meanings are asked for again and again. */
function knownBlock(file: SourceFile, meaning: string): Blocks | undefined {
  const known = knownIn.get(file) ?? new Map<string, Blocks | undefined>();
  knownIn.set(file, known);
  if (!known.has(meaning)) {
    const list = file.language === "python" ? PYTHON_BLOCKS : TYPESCRIPT_BLOCKS;
    known.set(
      meaning,
      list.find((one) => one.call.test(meaning)),
    );
  }
  return known.get(meaning);
}

/** `pool.request("GET", …)` of which nothing is known but that nobody awaits it. */
function looksLikeHttp(file: SourceFile, call: CallNode): boolean {
  const { callee } = call;
  if (file.language !== "python" || callee.kind !== "member") return false;
  if (callee.property !== "request" || /Async|aiohttp/.test(file.meaning(callee) ?? ""))
    return false;
  const verb = argument(call, 0, "method");
  if (verb?.kind !== "literal" || !HTTP_VERBS.test(String(verb.value))) return false;
  const { kind, by } = usage(call);
  if (kind === "discarded") return true;
  if (kind !== "assigned" || by.kind !== "assign" || by.target.kind !== "name") return false;
  return !(file.binding(by.target)?.references ?? []).some(({ parent }) =>
    /^(?:await|with|call)$/.test(parent?.kind ?? ""),
  );
}
