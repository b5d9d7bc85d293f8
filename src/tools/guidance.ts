import type { Library } from "../knowledge/library.js";
import { createPrompts, type Prompt } from "./prompts.js";

/** Everything the server shows besides its tools, made from the one library. */
export interface Guidance {
  /** What a host shows its model before any tool: when to turn to signalbox. */
  instructions: string;
  references: readonly { id: string; title: string; markdown: string }[];
  /** The skill folder's files by path, as an agent's skills folder would hold them. */
  skillFiles: Record<string, string>;
  prompts: readonly Prompt[];
}

/** Makes the guidance from a loaded library. */
export function createGuidance(library: Library): Guidance {
  const { skill, references } = library;
  const folder = skill.name;
  const files = references.map(
    ({ id, markdown }) => [`${folder}/references/${id}.md`, markdown] as const,
  );
  return {
    instructions: instructions(library),
    references,
    skillFiles: { [`${folder}/SKILL.md`]: skill.markdown, ...Object.fromEntries(files) },
    prompts: createPrompts(library),
  };
}

function instructions({ skill, references }: Library): string {
  const triggers = skill.metadata["triggers"] ?? "concurrency, async";
  return [
    "signalbox: concurrency for TypeScript and Python. Before you write, review or debug code or",
    "plan tool calls that run at the same time, call `route` with the question, symptom, error",
    "message or code; then `read_reference` for the sections it names.",
    `Use it for: ${triggers}.`,
    `References: ${references.map(({ id }) => id).join(", ")}.`,
  ].join("\n");
}
