import { below } from "../ir/ancestors.js";
import { option } from "../ir/options.js";
import { soleValue } from "../ir/names.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";

/** A call that changes something outside of the process. */
export interface Effect {
  call: CallNode;
  /** `removes` cannot be taken back. */
  kind: "changes" | "removes";
  /** What it does, to be read after "it". */
  does: string;
  /** False when the call may also only ask: a POST that searches, a command that only prints. */
  isSure: boolean;
}

/** Calls are followed this deep into functions of the project. */
const DEPTH_MAX = 3;

const REMOVES = new RegExp(
  "^node:fs(?:/promises)?\\.(?:unlink|rm|rmdir|truncate)(?:Sync)?$|" +
    "^os\\.(?:remove|unlink|rmdir|removedirs|truncate)$|^shutil\\.rmtree$|" +
    "^(?:pathlib\\.|anyio\\.)?Path\\(\\)\\.(?:unlink|rmdir)$|^aiofiles\\.os\\.(?:remove|rmdir)$|" +
    "^fs-extra\\.(?:remove|emptyDir)(?:Sync)?$",
);
const CHANGES = new RegExp(
  "^(?:node:fs(?:/promises)?|fs-extra)\\." +
    "(?:writeFile|appendFile|mkdir|rename|copyFile|cp|chmod|chown|symlink|link|utimes|outputFile|" +
    "move|copy|createWriteStream)(?:Sync)?$|" +
    "^os\\.(?:rename|replace|mkdir|makedirs|chmod|chown|symlink|link)$|" +
    "^shutil\\.(?:move|copy|copy2|copyfile|copytree)$|" +
    "^(?:pathlib\\.|anyio\\.)?Path\\(\\)\\.(?:write_text|write_bytes|mkdir|rename|replace|touch)$",
);
const OF_HTTP = new RegExp(
  "^(?:axios(?:\\.create\\(\\))?|got|ky|superagent|requests(?:\\.[Ss]ession\\(\\))?|" +
    "httpx(?:\\.(?:Async)?Client\\(\\))?|aiohttp\\.ClientSession\\(\\))\\.(post|put|" +
    "patch|delete)$",
);
const RUNS = new RegExp(
  "^node:child_process\\.(?:exec|execFile|spawn|execSync|execFileSync|spawnSync)$|" +
    "^os\\.system$|^subprocess\\.(?:run|call|check_call|check_output|Popen)$|" +
    "^asyncio\\.create_subprocess_(?:exec|shell)$",
);
const OF_ORM = new RegExp(
  "^@prisma/client\\.PrismaClient\\(\\)\\.\\w+\\.(?:(create|update|upsert|createMany|" +
    "updateMany)|(delete|deleteMany))$",
);
const ASKS_DATABASE =
  /^(?:query|execute|executemany|run|exec|prepare|fetch|fetchrow|fetchval|all)$/;
const STATEMENT =
  /^\s*(?:(insert|update|replace|merge|create|alter|grant)|(delete|drop|truncate))\s+\w/i;
/** Places that no one else looks at. */
const PRIVATE = /tmp|temp|cache|log/i;

/**
 * Everything outside that the code changes, also in functions of the project that it calls: then
 * `call` is where the code calls them.
 */
export function effectsOf(file: SourceFile, code: Node, project: Project): Effect[] {
  const seen = new Set<Node>([code]);
  const visit = (from: SourceFile, node: Node, depth: number, by?: CallNode): Effect[] =>
    [node, ...below(node, true)].flatMap((inner) => {
      if (inner.kind !== "call") return [];
      const own = effectOf(from, inner);
      if (own !== undefined) return [{ call: by ?? inner, ...own }];
      const target = depth < DEPTH_MAX ? project.target(from, inner) : undefined;
      if (target === undefined || seen.has(target.fn)) return [];
      seen.add(target.fn);
      return visit(target.file, target.fn.body, depth + 1, by ?? inner);
    });
  return visit(file, code, 0);
}

function effectOf(file: SourceFile, call: CallNode): Omit<Effect, "call"> | undefined {
  const meaning = file.meaning(call.callee) ?? "";
  const where = call.args[0]?.value;
  const isPrivate = where !== undefined && PRIVATE.test(file.source(where));
  const name = file.source(call.callee);
  if (REMOVES.test(meaning) && !isPrivate) {
    return { kind: "removes", does: `removes files (\`${name}\`)`, isSure: true };
  }
  if ((CHANGES.test(meaning) || opensToWrite(file, call, meaning)) && !isPrivate) {
    return { kind: "changes", does: `writes files (\`${name}\`)`, isSure: true };
  }
  const method = methodOf(file, call, meaning);
  if (method !== undefined) {
    const kind = method === "DELETE" ? "removes" : "changes";
    return { kind, does: `sends a ${method}`, isSure: method !== "POST" };
  }
  const orm = OF_ORM.exec(meaning);
  if (orm !== null) {
    return { kind: orm[2] ? "removes" : "changes", does: "changes rows", isSure: true };
  }
  if (RUNS.test(meaning)) return { kind: "changes", does: "runs a command", isSure: false };
  return byStatement(file, call);
}

function opensToWrite(file: SourceFile, call: CallNode, meaning: string): boolean {
  if (!/^(?:open|io\.open|aiofiles\.open|(?:pathlib\.)?Path\(\)\.open)$/.test(meaning))
    return false;
  if (file.language !== "python") return false;
  return call.args.some(
    ({ name, value }, at) =>
      (name === "mode" || (name === undefined && at <= 1)) &&
      value.kind === "literal" &&
      /^[rbt]*[wax+]/.test(String(value.value)) &&
      String(value.value).length <= 3,
  );
}

/** The method of a request that is not a GET. */
function methodOf(file: SourceFile, call: CallNode, meaning: string): string | undefined {
  const byName = OF_HTTP.exec(meaning)?.[1];
  if (byName !== undefined) return byName.toUpperCase();
  if (!/^(?:fetch|undici\.(?:fetch|request)|node-fetch|axios|got|ky)$/.test(meaning)) {
    return undefined;
  }
  const given = option(file, call, ["method"]);
  const value = given.is === "given" && given.value.kind === "literal" ? given.value.value : "";
  return typeof value === "string" && /^(?:post|put|patch|delete)$/i.test(value)
    ? value.toUpperCase()
    : undefined;
}

/** `db.query("DELETE …")`: SQL that is written in the call. */
function byStatement(file: SourceFile, call: CallNode): Omit<Effect, "call"> | undefined {
  if (call.callee.kind !== "member" || !ASKS_DATABASE.test(call.callee.property)) return undefined;
  const first = call.args[0]?.value;
  const value = first?.kind === "name" ? soleValue(file.binding(first)) : first;
  const text = value?.kind === "template" ? value.text : value?.kind === "literal" && value.value;
  const found = typeof text === "string" ? STATEMENT.exec(text) : null;
  const verb = found?.[1] ?? found?.[2];
  if (verb === undefined) return undefined;
  const kind = found?.[2] ? "removes" : "changes";
  return { kind, does: `runs ${verb.toUpperCase()}`, isSure: true };
}
