import type { Verdict } from "./access.js";
import type { DefinitionReading } from "./judge-definition.js";
import { readDescription } from "./tool-description.js";
import { readName } from "./tool-name.js";
import type { ToolDefinition } from "./tool-schema.js";

/** What the author of a tool should change in its definition, and why it matters. */
export function suggestionsFor(
  { name, description = "", annotations }: ToolDefinition,
  { verdict, code }: DefinitionReading,
): string[] {
  const hint = annotations?.["readOnlyHint"];
  const destructive = annotations?.["destructiveHint"];
  const suggestions: string[] = [];
  const words = wordsSay(name, description);
  if (hint === undefined && code.length === 0 && verdict === "read-only") {
    suggestions.push(
      "add readOnlyHint: true; without it hosts run the calls of this tool one after another",
    );
  }
  if (hint === undefined && verdict === "stateful") {
    suggestions.push(
      "add readOnlyHint: false, and destructiveHint: false if nothing is overwritten or removed",
    );
  }
  if (hint === true && words === "stateful") {
    suggestions.push(
      "readOnlyHint: true contradicts the name or description; hosts will overlap calls that write",
    );
  }
  if (hint === false && words === "read-only" && code.length === 0) {
    suggestions.push(
      "readOnlyHint: false, yet the words only read: say true if so, and hosts overlap the calls",
    );
  }
  const [parameter] = code;
  if (parameter !== undefined && hint === true) {
    suggestions.push(
      `${parameter.name} carries text that is run: enforce that it only reads, and say so`,
    );
  }
  if (hint === true && destructive === true) {
    suggestions.push("destructiveHint: true says nothing beside readOnlyHint: true; remove one");
  }
  if (description.trim() === "") suggestions.push("add a description that begins with a verb");
  return suggestions;
}

function wordsSay(name: string, description: string): Verdict {
  const reading = readName(name);
  const { lead } = readDescription(description);
  if (reading === "changes" || (reading !== "reads" && lead === "changes")) return "stateful";
  return reading === "reads" && lead !== "changes" ? "read-only" : "unknown";
}
