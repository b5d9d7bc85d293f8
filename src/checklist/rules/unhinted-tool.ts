import { effectsOf } from "../facts/effects.js";
import { inTests } from "../facts/in-proofs.js";
import { mcpTools, speaksMcp, type McpTool } from "../facts/mcp-tools.js";
import { promisedBy, type Promised } from "../facts/tool-names.js";
import type { Finding } from "../finding.js";
import { ancestors } from "../ir/ancestors.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const CONSEQUENCE: Readonly<Record<Promised, string>> = {
  reads:
    "so clients take it for one that destroys: each call is asked about, and none runs beside " +
    "another, though it only reads",
  changes:
    "so clients take it for one that destroys, or, when they ask for no hint, run it beside " +
    "calls that read what it changes",
  removes:
    "so nothing but its name tells a client to ask first and to run it alone: what it removes " +
    "is gone",
};

const HINTS: Readonly<Record<Promised, readonly [string, boolean][]>> = {
  reads: [["readOnlyHint", true]],
  changes: [
    ["readOnlyHint", false],
    ["destructiveHint", false],
  ],
  removes: [
    ["readOnlyHint", false],
    ["destructiveHint", true],
  ],
};

export const unhintedTool: Rule = {
  name: "unhinted-tool",
  item: 13,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    return mcpTools(file)
      .filter(
        ({ node, readOnly, destructive }) =>
          readOnly === "missing" && destructive === "missing" && !isMocked(node),
      )
      .map((tool) => report(file, tool, doneBy(file, tool, project)));
  },
};

/** What a test lets a server answer, as with `mockResolvedValue`. */
const isMocked = (node: Node): boolean =>
  [...ancestors(node)].some(
    (around) => around.kind === "call" && /^mock[A-Z]/.test(lastName(around.callee)),
  );

/** In the same words for all that need the same hints, so that a long list is told as one. */
function report(file: SourceFile, { node }: McpTool, does: Promised | undefined): Finding {
  return {
    node,
    message:
      "this tool says neither that it reads nor that it changes, " + CONSEQUENCE[does ?? "changes"],
    fix:
      does === undefined
        ? "say it: `readOnlyHint`, and, when it changes something, `destructiveHint`"
        : `give it \`${written(file, does)}\``,
    ...(!speaksMcp(file) && { confidence: "medium" as const }),
    ...inTests(file),
  };
}

/** What the handler is seen to do; what the name promises, when nothing is seen. */
function doneBy(file: SourceFile, tool: McpTool, project: Project): Promised | undefined {
  const effects = tool.handler ? effectsOf(file, tool.handler, project) : [];
  const promised = promisedBy(tool.name ?? "");
  if (effects.some(({ kind }) => kind === "removes") || promised === "removes") return "removes";
  return effects.length > 0 ? "changes" : promised;
}

function written(file: SourceFile, does: Promised): string {
  const isPython = file.language === "python";
  const hints = HINTS[does].map(([key, value]) =>
    isPython ? `${key}=${value ? "True" : "False"}` : `${key}: ${String(value)}`,
  );
  return isPython
    ? `annotations=ToolAnnotations(${hints.join(", ")})`
    : `annotations: { ${hints.join(", ")} }`;
}
