import { ancestors } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const STREAMS: readonly RegExp[] = [
  /^node:(?:fs\.create(?:Read|Write)Stream|(?:zlib|crypto)\.create\w+|stream\.\w+)\(\)$/,
  /^node:(?:net|tls)\.(?:connect|createConnection)\(\)$/,
];
const ENDPOINT = /^(?:res|response|request|socket|sock|proxyRes|upstream)$/;

export const unforwardedPipeError: Rule = {
  name: "unforwarded-pipe-error",
  item: 7,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsNamed(/^pipe$/).flatMap((node) => {
      if (!isPipe(node) || isPipe(node.parent?.parent)) return [];
      const parts = partsOf(node);
      if (!parts.some((part) => isStream(file, part))) return [];
      const unheard = parts.slice(0, -1).find((part) => !isHeard(file, part));
      if (unheard === undefined) return [];
      return [
        {
          node,
          message:
            "`pipe` forwards no error: when one of these streams fails the others stay open and " +
            "wait, or the process ends",
          fix: "`await pipeline(…)` of node:stream/promises with the same streams",
        },
      ];
    });
  },
};

function isPipe(node: Node | undefined): node is CallNode {
  if (node?.kind !== "call" || node.callee.kind !== "member") return false;
  return node.callee.property === "pipe" && node.args.length > 0 && node.args.length < 3;
}

/** The streams of a chain, from the source on. */
function partsOf(node: Node): Node[] {
  if (!isPipe(node) || node.callee.kind !== "member") return [node];
  const target = node.args[0]?.value;
  return [...partsOf(node.callee.object), ...(target === undefined ? [] : [target])];
}

function isStream(file: SourceFile, node: Node): boolean {
  const meaning = file.meaning(node) ?? "";
  if (STREAMS.some((pattern) => pattern.test(meaning))) return true;
  return node.kind === "name" && ENDPOINT.test(node.name) && file.meaning(node) === undefined;
}

/** `on("error", …)` in the chain itself, or on the same stream somewhere in the function. */
function isHeard(file: SourceFile, node: Node): boolean {
  if (/\.(?:on|once)\(\s*["']error["']/.test(file.source(node))) return true;
  const path = dotted(node);
  if (path === undefined) return false;
  let scope: Node = file.root;
  for (const around of ancestors(node)) if (around.kind === "function") scope = around;
  const escaped = path.replace(/^this\./, "(?:this|self)\\.").replaceAll(".", "\\.?");
  const listens = `${escaped}\\s*\\??\\.(?:on|once|addListener)\\(\\s*["']error["']`;
  const handsOver = `(?:finished|eos|pump|pipeline)\\(\\s*${escaped}\\b`;
  return new RegExp(`${listens}|${handsOver}`).test(file.source(scope));
}
