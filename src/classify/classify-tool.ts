import type { Judgement } from "./access.js";
import { Findings } from "./findings.js";
import { judgeDefinition } from "./judge-definition.js";
import type { ToolDefinition } from "./tool-schema.js";

export function classifyTool(definition: ToolDefinition, { trusted = false } = {}): Judgement {
  const findings = new Findings();
  const { confidence } = judgeDefinition(definition, trusted, findings);
  return findings.judgement(confidence);
}
