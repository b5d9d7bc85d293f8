import * as z from "zod";
import type { Library } from "../knowledge/library.js";

/** A prompt a person picks in their client: its arguments, and the text the model is given. */
export interface Prompt {
  name: string;
  title: string;
  description: string;
  args: z.ZodObject;
  text(args: Record<string, unknown>): string;
}

/** The longest argument a prompt takes, in characters: a long source file still fits. */
const ARGUMENT_CHARS_MAX = 200_000;

const argument = (description: string): z.ZodString =>
  z.string().min(1).max(ARGUMENT_CHARS_MAX).describe(description);

/** The prompts on offer, each holding the part of the skill that its task needs. */
export function createPrompts({ skill, checklist, decisions }: Library): readonly Prompt[] {
  return [
    {
      name: "review-my-concurrency",
      title: "Review my concurrency",
      description: "Judges code against the fifteen points of the concurrency checklist.",
      args: z.strictObject({ code: argument("The code to review, or the paths of its files") }),
      text: ({ code }) =>
        [
          "Review the concurrency of this code. Call the tool `run_checklist` with it, then judge",
          "what the tool leaves to a person. For each point of the checklist say pass, fail,",
          "not applicable or needs a person, with the line that proves it. For each fail call the",
          "tool `route` with what you found, read the sections it names, and give the fix in this",
          `code's own names.\n\n## Checklist\n${numbered(checklist)}\n\n## Code\n${String(code)}`,
        ].join("\n"),
    },
    {
      name: "parallelise-this",
      title: "Parallelise this",
      description: "Makes sequential code run at the same time where that is safe, with bounds.",
      args: z.strictObject({ code: argument("The code that runs one step at a time") }),
      text: ({ code }) =>
        [
          "Make this code concurrent where that is safe, and only there. First list which steps",
          "read and which write what, and which depend on which; steps that conflict keep their",
          "order. Then follow the workflow, state the bound, the timeout, the error policy and the",
          "cancellation of every concurrent step, and say what stays sequential and why. Use",
          "`route` and `read_reference` for the pattern you choose.",
          `\n## Workflow\n${section(skill, "workflow")}\n\n## Code\n${String(code)}`,
        ].join("\n"),
    },
    {
      name: "choose-a-primitive",
      title: "Choose a primitive",
      description: "Finds the pattern that fits a need, in TypeScript and in Python.",
      args: z.strictObject({ need: argument("What must happen, and what must never happen") }),
      text: ({ need }) =>
        [
          `Choose the concurrency primitive for this need: ${String(need)}\n`,
          "Call `route` with the need, read the sections it names, and answer with the choice, the",
          "runner-up and why not, the bounds to set, and a short example in the language at hand.",
          "\n| Need | TypeScript | Python |\n|---|---|---|",
          ...decisions.map((row) => `| ${row.need} | ${row.typescript} | ${row.python} |`),
        ].join("\n"),
    },
  ];
}

function numbered(items: readonly string[]): string {
  return items.map((item, index) => `${index + 1}. ${item}`).join("\n");
}

function section(page: Library["skill"], slug: string): string {
  const found = page.sections.find((candidate) => candidate.slug === slug);
  if (found === undefined) throw new Error(`the skill has no section ${slug}`);
  return page.markdown
    .slice(found.start, found.end)
    .replace(/^#+ .*\n/, "")
    .trim();
}
