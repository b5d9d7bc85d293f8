import { connectionsMade } from "../facts/connections.js";
import { inTests } from "../facts/in-proofs.js";
import { leakBetween } from "../facts/release-paths.js";
import { functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const unclosedOnError: Rule = {
  name: "unclosed-on-error",
  item: 11,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.callsNamed(OPENS).flatMap((call) => {
      const fn = functionOf(call);
      if (!fn?.isAsync || !isOpened(file, call)) return [];
      const made = underLimit(file, call);
      const binding = keptIn(file, made);
      if (binding === undefined || functionOf(binding.declaration) !== fn) return [];
      const closes = closesOf(binding);
      if (closes.length === 0 || closes.some((close) => functionOf(close) !== fn)) return [];
      const leak = leakBetween(made, closes, fn, binding.name);
      if (leak === undefined || leak.kind === "call") return [];
      const { line } = file.position(leak.start);
      return [
        {
          node: call,
          message:
            `when line ${line} ${leak.kind === "return" ? "returns" : "throws"}, ` +
            `\`${binding.name}\` is not closed: each time costs a connection, a process or a ` +
            "file handle",
          fix:
            file.language === "python"
              ? `enter it by \`async with\`, or close \`${binding.name}\` in finally`
              : `close \`${binding.name}\` in finally`,
          // What a program leaves open at its end, the system closes.
          ...(/^_?main$/.test(fn.name ?? "") && { level: "review" as const }),
          ...inTests(file),
        },
      ];
    });
  },
};

const OPENS =
  /^(?:connect|launch|open|(?:open_c|createC)onnection|\w*(?:Client|Session|Redis|Connection))$/;
const FILES = new RegExp(
  "^(?:node:fs/promises\\.open|aiosqlite\\.connect|asyncio\\.open_connection|" +
    "mongodb\\.MongoClient\\.connect|puppeteer(?:-core)?\\.(?:launch|connect)|" +
    "playwright(?:-core)?\\.(?:chromium|firefox|webkit)\\.launch|" +
    "asyncssh\\.connect|nats\\.connect)$",
);
const CLOSES = /^(?:close|aclose|end|quit|disconnect|destroy)$/;

function isOpened(file: SourceFile, call: CallNode): boolean {
  const kind = connectionsMade(file, call);
  if (kind === "client" || kind === "connection") return true;
  return FILES.test(file.meaning(call.callee) ?? "");
}

/** What gives the connection: `wait_for(open_connection(…), 5)` where it has a time limit. */
function underLimit(file: SourceFile, call: CallNode): CallNode {
  const { kind, by } = usage(call);
  const isLimit = kind === "argument" && by.kind === "call";
  return isLimit && file.meaning(by.callee) === "asyncio.wait_for" ? by : call;
}

/** The variable that it is kept in, awaited or not. */
function keptIn(file: SourceFile, call: CallNode): Binding | undefined {
  const used = usage(call);
  const { kind, by } = used.kind === "awaited" ? usage(used.by) : used;
  if (kind !== "assigned" || by.kind !== "assign") return undefined;
  // `reader, writer = …`: the writer is what has to be closed.
  const target = by.target.kind === "list" ? by.target.elements.at(-1) : by.target;
  if (target?.kind !== "name") return undefined;
  const binding = file.binding(target);
  return binding?.kind === "variable" && binding.writes.length === 1 ? binding : undefined;
}

const closesOf = ({ references }: Binding): CallNode[] =>
  references.flatMap(({ parent }) => {
    const by: Node | undefined = parent?.parent;
    const isClose =
      parent?.kind === "member" &&
      CLOSES.test(parent.property) &&
      by?.kind === "call" &&
      by.callee === parent;
    return isClose && by.kind === "call" ? [by] : [];
  });
