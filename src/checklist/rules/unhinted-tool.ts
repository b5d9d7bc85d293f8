import { effectsOf } from "../facts/effects.js";
import { mcpTools, type McpTool } from "../facts/mcp-tools.js";
import { promisedBy, type Promised } from "../facts/tool-names.js";
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
    const alike = new Map<Promised | undefined, McpTool[]>();
    for (const tool of mcpTools(file)) {
      if (tool.readOnly !== "missing" || tool.destructive !== "missing") continue;
      if (isMocked(tool.node)) continue;
      const does = doneBy(file, tool, project);
      alike.set(does, [...(alike.get(does) ?? []), tool]);
    }
    return [...alike].flatMap(([does, tools]) => report(file, does, tools));
  },
};

/** What a test lets a server answer, as with `mockResolvedValue`. */
const isMocked = (node: Node): boolean =>
  [...ancestors(node)].some(
    (around) => around.kind === "call" && /^mock[A-Z]/.test(lastName(around.callee)),
  );

/** Once for all tools of a file that need the same hints, at the first of them. */
function report(file: SourceFile, does: Promised | undefined, tools: readonly McpTool[]) {
  const [first, ...others] = tools;
  if (first === undefined) return [];
  const lines = others.map(({ node }) => file.position(node.start).line);
  const also =
    lines.length === 0 ? "" : `; so it is with those in line${lines.length > 1 ? "s" : ""} `;
  const name = first.name === undefined ? "this tool" : `\`${first.name}\``;
  return [
    {
      node: first.node,
      message:
        `${name} says neither that it reads nor that it changes, ` +
        `${CONSEQUENCE[does ?? "changes"]}${also}${lines.join(", ")}`,
      fix:
        does === undefined
          ? "say it: `readOnlyHint`, and, when it changes something, `destructiveHint`"
          : `give it \`${written(file, does)}\``,
    },
  ];
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
