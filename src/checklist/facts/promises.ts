import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { annotationOf } from "../ir/instances.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import { outcomes } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";

/** Calls of well-known libraries whose value is a promise. */
const PROMISE = new RegExp(
  "^(?:fetch|node-fetch|Promise\\.(?:all|allSettled|any|race|resolve|reject|try)|" +
    "node:(?:fs|timers|stream|dns|readline)/promises\\.\\w+|node:events\\.once|" +
    "node:util\\.promisify\\(\\)|crypto\\.subtle\\.\\w+|undici\\.(?:fetch|request)|" +
    "axios(?:\\.(?:get|post|put|patch|delete|head|request))?)$",
);
/** Clients whose methods give a promise unless they are given a callback. */
const PROMISE_WITHOUT_CALLBACK = new RegExp(
  "^(?:@prisma/client\\.PrismaClient\\(\\)\\.(?:\\w+\\.(?:create|update|delete|upsert|find|count|" +
    "aggregate|groupBy)\\w*|\\$\\w+)|pg\\.(?:Pool|Client)\\(\\)\\.(?:query|connect|end)|" +
    "nodemailer\\.createTransport\\(\\)\\.sendMail|bullmq\\.Queue\\(\\)\\.(?:add|addBulk|close)|" +
    "axios\\.create\\(\\)\\.(?:get|post|put|patch|delete|request)|" +
    "@aws-sdk/[\\w-]+\\.\\w+Client\\(\\)\\.send|" +
    "async-mutex\\.Mutex\\(\\)\\.(?:acquire|runExclusive)|" +
    "redis\\.createClient\\(\\)\\.(?:connect|get|set|setEx|del|hSet|hGet|publish|expire|incr))$",
);
const COROUTINE = new RegExp(
  "^(?:asyncio\\.(?:sleep|gather|wait|wait_for|to_thread|open_connection|start_server|" +
    "create_subprocess_(?:exec|shell)|Queue\\(\\)\\.(?:get|put|join)|Event\\(\\)\\.wait|" +
    "Lock\\(\\)\\.acquire)|anyio\\.(?:sleep|sleep_forever|to_thread\\.run_sync|open_file)|" +
    "trio\\.(?:sleep|sleep_forever|sleep_until|open_file|run_process|open_tcp_stream)|" +
    "httpx\\.AsyncClient\\(\\)\\.(?:get|post|put|patch|delete|head|request|send|aclose)|" +
    "aiosqlite\\.connect\\(\\)\\.(?:execute(?:many|script)?|commit|rollback|close)|" +
    "asyncpg\\.connect\\(\\)\\.(?:execute(?:many)?|fetch(?:row|val)?|close)|" +
    "asyncio\\.(?:Semaphore\\(\\)\\.acquire|StreamWriter\\(\\)\\.(?:drain|wait_closed)|" +
    "create_subprocess_(?:exec|shell)\\(\\)\\.(?:wait|communicate))|" +
    "redis\\.asyncio\\.Redis\\(\\)\\.(?:[gs]et|setex|delete|expire|incr|publish|h[gs]et)|" +
    "sqlalchemy\\.ext\\.asyncio\\.AsyncSession\\(\\)\\.(?:execute|commit|flush|rollback|refresh|" +
    "delete|close|scalars?)|aiofiles\\.open\\(\\)\\.(?:write|flush|close)|" +
    "playwright\\.async_api\\.\\w+\\(\\)\\.(?:goto|click|fill|close|wait_for_\\w+|screenshot)|" +
    "aiohttp\\.ClientSession\\(\\)\\.close|(?:\\w+\\.)+aio(?:\\.\\w+)*\\(\\)\\.close)$",
);
/** Decorators that leave an async function one. */
const TRANSPARENT = /^(?:staticmethod|classmethod|(?:typing\.)?(?:override|final)|abc\.\w+)$/;
const DEPTH_MAX = 4;

/** What was found, by depth: deep down a chain of calls less is seen than at its start. */
const KNOWN = Array.from(
  { length: DEPTH_MAX + 1 },
  () => new WeakMap<CallNode | FunctionNode, boolean>(),
);

/** Whether the value is certainly a promise, or a coroutine in Python. Tasks are not among them. */
export function isPromise(file: SourceFile, project: Project, node: Node, depth = 0): boolean {
  if (depth > DEPTH_MAX) return false;
  switch (node.kind) {
    case "call": {
      const known = KNOWN[depth];
      const before = known?.get(node);
      if (before !== undefined) return before;
      const found = isPromiseCall(file, project, node, depth);
      known?.set(node, found);
      return found;
    }
    case "name": {
      const binding = file.binding(node);
      const annotation = annotationOf(binding);
      if (annotation !== undefined) return isPromiseType(annotation);
      const value = soleValue(binding);
      return value !== undefined && isPromise(file, project, value, depth + 1);
    }
    case "conditional":
      return [node.consequent, node.otherwise].every((arm) =>
        isPromise(file, project, arm, depth + 1),
      );
    default:
      return false;
  }
}

function isPromiseCall(file: SourceFile, project: Project, call: CallNode, depth: number): boolean {
  const { callee, isNew } = call;
  const meaning = file.meaning(callee) ?? "";
  if (isNew) return meaning === "Promise";
  if ((file.language === "python" ? COROUTINE : PROMISE).test(meaning)) return true;
  if (file.language === "typescript" && callee.kind === "member") {
    if (PROMISE_WITHOUT_CALLBACK.test(meaning) && !takesCallback(call)) return true;
    if (/^(?:then|catch|finally)$/.test(callee.property)) {
      return isPromise(file, project, callee.object, depth + 1);
    }
  }
  const target = project.target(file, call);
  return target !== undefined && returnsPromise(target.file, project, target.fn, depth + 1);
}

/** After other arguments: the one function of `runExclusive(work)` is its work. */
const takesCallback = ({ args }: CallNode): boolean =>
  args.at(-1)?.value.kind === "function" && args.length > 1;

/** Whether every call of the function gives a promise. */
export function returnsPromise(
  file: SourceFile,
  project: Project,
  fn: FunctionNode,
  depth = 0,
): boolean {
  const known = KNOWN[depth];
  if (fn.isGenerator || known === undefined) return false;
  const before = known.get(fn);
  if (before !== undefined) return before;
  const found = givesPromises(file, project, fn, depth);
  known.set(fn, found);
  return found;
}

function givesPromises(
  file: SourceFile,
  project: Project,
  fn: FunctionNode,
  depth: number,
): boolean {
  if (fn.decorators.some((one) => !TRANSPARENT.test(file.meaning(one) ?? ""))) return false;
  if (fn.isAsync) return true;
  if (fn.returns !== undefined) return isPromiseType(fn.returns);
  const give = (value: Node | undefined) =>
    value !== undefined && isPromise(file, project, value, depth + 1);
  if (fn.body.kind !== "block") return give(fn.body);
  const returned = [...below(fn.body)].filter((node) => node.kind === "return");
  return (
    returned.length > 0 &&
    returned.every(({ value }) => give(value)) &&
    !outcomes(fn.body, new Set()).has("falls")
  );
}

/** `Promise<…>` as a whole, not as one choice of several. */
function isPromiseType(annotation: string): boolean {
  const plain = annotation.trim().replace(/^["'](.*)["']$/s, "$1");
  if (!/^(?:Promise(?:Like)?<|(?:[\w.]+\.)?Coroutine\[)/.test(plain)) return false;
  let depth = 0;
  for (const { 0: sign, index } of plain.replaceAll("=>", "  ").matchAll(/[<>()[\]{}|]/g)) {
    if ("<[({".includes(sign)) depth += 1;
    else if (sign !== "|") depth -= 1;
    if (depth === 0) return index === plain.length - 1;
  }
  return false;
}

/** Whether the value is a promise in some cases and a bare truth value in others. */
export function isUncertainPromise(file: SourceFile, project: Project, node: Node): boolean {
  const annotation =
    node.kind === "call"
      ? project.target(file, node)?.fn.returns
      : node.kind === "name"
        ? annotationOf(file.binding(node))
        : undefined;
  return annotation !== undefined && /\bPromise<[^<>]*>/.test(annotation) && hasTruth(annotation);
}

const hasTruth = (annotation: string): boolean =>
  annotation.split("|").some((choice) => choice.trim() === "boolean");

/** `items.map(async …)`: a list of promises. */
export function makesPromises(
  file: SourceFile,
  project: Project,
  { callee, args }: CallNode,
): boolean {
  if (callee.kind !== "member" || !/^(?:map|flatMap)$/.test(callee.property)) return false;
  const [callback] = args;
  if (callback?.value.kind !== "function") return false;
  const { isAsync, body } = callback.value;
  return isAsync || (body.kind !== "block" && isPromise(file, project, body));
}
