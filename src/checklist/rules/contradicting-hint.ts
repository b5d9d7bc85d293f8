import { effectsOf, type Effect } from "../facts/effects.js";
import type { Finding } from "../finding.js";
import { mcpTools, type McpTool } from "../facts/mcp-tools.js";
import { promisedBy } from "../facts/tool-names.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const contradictingHint: Rule = {
  name: "contradicting-hint",
  item: 13,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    return mcpTools(file).flatMap((tool) => {
      const finding =
        tool.readOnly === true
          ? notReadOnly(file, tool, project)
          : tool.destructive === false
            ? destroys(file, tool, project)
            : undefined;
      return finding === undefined ? [] : [finding];
    });
  },
};

function notReadOnly(file: SourceFile, tool: McpTool, project: Project): Finding | undefined {
  const at = tool.readOnlyAt ?? tool.node;
  const name = nameOf(tool);
  const effects = effectsIn(file, tool, project);
  const effect = effects.find(({ isSure }) => isSure) ?? effects[0];
  const promised = promisedBy(tool.name ?? "");
  if (effect === undefined && tool.destructive === true) {
    return {
      node: at,
      message: `${name} is said to only read and to destroy: clients differ in which they believe`,
      fix: "keep the hint that is true",
    };
  }
  const changes = promised === "changes" || promised === "removes";
  if (effect === undefined && (!changes || tool.handler !== undefined)) return undefined;
  const does = effect?.does ?? `${promised ?? "changes"} what its name says`;
  return {
    node: at,
    message:
      `${name} ${does}${lineOf(file, effect)}, but is said to only read: clients run it without ` +
      "asking, and beside other calls",
    fix: "set `readOnlyHint` to false and say with `destructiveHint` whether something is lost",
    ...(effect?.isSure === true || promised === "removes" ? {} : DOUBTFUL),
  };
}

function destroys(file: SourceFile, tool: McpTool, project: Project): Finding | undefined {
  const effect = effectsIn(file, tool, project).find(
    ({ kind, isSure }) => kind === "removes" && isSure,
  );
  const isNamed = promisedBy(tool.name ?? "") === "removes";
  if (effect === undefined && !isNamed) return undefined;
  const does = effect?.does ?? "removes what its name says";
  return {
    node: tool.destructiveAt ?? tool.node,
    message:
      `${nameOf(tool)} ${does}${lineOf(file, effect)}, but is said to destroy nothing: clients ` +
      "do not ask before it runs",
    fix: "set `destructiveHint` to true",
    // What is removed beside other work may be a part of it: a lock file, an old version.
    ...(isNamed ? {} : DOUBTFUL),
  };
}

const DOUBTFUL = { level: "review", confidence: "medium" } as const;

const effectsIn = (file: SourceFile, tool: McpTool, project: Project): Effect[] =>
  tool.handler ? effectsOf(file, tool.handler, project) : [];

const nameOf = ({ name }: McpTool): string => (name === undefined ? "this tool" : `\`${name}\``);

const lineOf = (file: SourceFile, effect: Effect | undefined): string =>
  effect === undefined ? "" : ` in line ${file.position(effect.call.start).line}`;
