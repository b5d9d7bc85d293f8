import type { Confidence, Verdict } from "./access.js";
import type { Findings } from "./findings.js";
import { oneOf } from "./shell/one-of.js";
import { readDescription, type DescriptionReading } from "./tool-description.js";
import { readName, wordsOf, type NameReading } from "./tool-name.js";
import {
  codeParameters,
  effectSwitch,
  outputParameter,
  parametersOf,
  type CodeParameter,
  type ToolDefinition,
} from "./tool-schema.js";
import { leaningOf } from "./verbs.js";

export interface DefinitionReading {
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  /** The arguments that decide about a call. */
  readonly code: readonly CodeParameter[];
  readonly name: NameReading;
}

/**
 * What a tool's definition says about all of its calls, without their arguments. Hints towards
 * caution always count. `readOnlyHint: true` counts if the server is trusted and nothing else in
 * the definition says the opposite, or if the rest of the definition agrees with it.
 */
export function judgeDefinition(
  definition: ToolDefinition,
  trusted: boolean,
  findings: Findings,
): DefinitionReading {
  const { name, description = "", annotations = {} } = definition;
  const parameters = parametersOf(definition);
  const code = codeParameters(name, description, parameters);
  const words = {
    name: readName(name),
    description: readDescription(description),
    output: outputParameter(name, parameters),
    effectSwitch: effectSwitch(definition),
    // EXPLAIN ANALYZE runs what it explains.
    explains: wordsOf(name).includes("explain"),
    code,
  };
  const hint = annotations["readOnlyHint"];
  if (hint === false || (hint !== true && annotations["destructiveHint"] === true)) {
    findings.says("hint", "stateful", `the author says ${cautiousHint(hint)}`);
    addManner(definition, trusted, findings);
    return { verdict: "stateful", confidence: "declared", code, name: words.name };
  }
  const verdict = hint === true ? withHint(words, trusted) : withoutHint(words, annotations);
  explain(words, definition, verdict, findings);
  if (verdict === "stateful") addManner(definition, trusted, findings);
  if (hint !== true && annotations["destructiveHint"] !== undefined && verdict === "unknown") {
    findings.says("hint", "unknown", "destructiveHint is for tools that change something");
  }
  if (findings.verdict !== verdict) {
    findings.says("name", verdict, "the words together do not say enough");
  }
  if (hint === true && verdict === "read-only") {
    const weight = trusted ? "a trusted server says" : "the author says, and the words agree:";
    findings.says("hint", "read-only", `${weight} readOnlyHint: true`);
  }
  const declared = hint === true && trusted && verdict === "read-only";
  return { verdict, confidence: declared ? "declared" : "inferred", code, name: words.name };
}

/** Verbs that only add: a tool that says nothing of destruction is believed that far. */
const ADDS = oneOf(
  `create add insert append new post send publish upload comment reply invite subscribe start
  launch open enable schedule register log record note`,
);

/**
 * How a tool changes things. By the specification it is destructive unless its author says no, and
 * repeating it is not harmless unless its author says so, which only a trusted one may.
 */
function addManner(
  { name, annotations = {} }: ToolDefinition,
  trusted: boolean,
  findings: Findings,
): void {
  const destructive = annotations["destructiveHint"];
  const verb = wordsOf(name).find((word) => leaningOf(word) === "changes") ?? "";
  const adds = destructive === undefined && annotations["readOnlyHint"] === undefined;
  if (destructive !== false && !(adds && ADDS.test(verb))) findings.destroys();
  if (trusted && annotations["idempotentHint"] === true) findings.repeats();
}

interface Words {
  readonly name: NameReading;
  readonly description: DescriptionReading;
  readonly output: string | undefined;
  readonly effectSwitch: string | undefined;
  readonly explains: boolean;
  readonly code: readonly CodeParameter[];
}

function cautiousHint(readOnlyHint: unknown): string {
  return readOnlyHint === false ? "readOnlyHint: false" : "destructiveHint: true";
}

/** The author claims that the tool only reads. */
function withHint(words: Words, trusted: boolean): Verdict {
  const { name, description } = words;
  if (name === "changes" && description.lead !== "reads") return "stateful";
  if (description.lead === "changes" && name !== "reads") return "stateful";
  if (words.output !== undefined) return "stateful";
  if (words.code.length > 0) {
    const vouched = description.claimsReadOnly || (name === "reads" && !words.explains);
    return trusted && vouched ? "read-only" : "unknown";
  }
  if (description.remembers !== undefined) return "unknown";
  if (trusted) return "read-only";
  if (words.effectSwitch !== undefined) return "unknown";
  if (name === "changes" || description.lead === "changes") return "unknown";
  if (description.alsoChanges !== undefined || description.warning !== undefined) return "unknown";
  const agrees = name === "reads" || description.lead === "reads";
  return agrees ? "read-only" : "unknown";
}

/** The author says nothing, so that the words must say it twice or without any doubt. */
function withoutHint(words: Words, annotations: Readonly<Record<string, unknown>>): Verdict {
  const { name, description } = words;
  const doubts =
    words.output !== undefined ||
    words.effectSwitch !== undefined ||
    words.code.length > 0 ||
    description.remembers !== undefined ||
    description.alsoChanges !== undefined ||
    description.warning !== undefined ||
    // Only a tool that changes something has a use for this hint.
    annotations["destructiveHint"] !== undefined;
  if (name === "changes") return "stateful";
  if (description.lead === "changes") return name === "reads" ? "unknown" : "stateful";
  if (doubts) return "unknown";
  if (name === "reads") return "read-only";
  return description.lead === "reads" ? "read-only" : "unknown";
}

function explain(
  words: Words,
  { name, description = "" }: ToolDefinition,
  verdict: Verdict,
  findings: Findings,
): void {
  const { lead, leadWord, alsoChanges, warning } = words.description;
  // A word that was outweighed is told as what it is: something to know, not a verdict.
  const weigh = (said: Verdict): Verdict => (verdict === "read-only" ? "read-only" : said);
  const ofName: Verdict = verdict === "stateful" && words.name !== "reads" ? "stateful" : "unknown";
  findings.says("name", weigh(words.name === "reads" ? "read-only" : ofName), `is called ${name}`);
  if (lead !== undefined && description !== "") {
    const says: Verdict = lead === "changes" ? verdict : "read-only";
    findings.says("description", weigh(says), `begins with "${leadWord}"`);
  }
  if (alsoChanges !== undefined) {
    findings.says("description", weigh("unknown"), `says "${alsoChanges}" as well`);
  }
  if (warning !== undefined) findings.says("description", weigh("unknown"), `warns: "${warning}"`);
  const { remembers } = words.description;
  if (remembers !== undefined) {
    findings.says("description", weigh("unknown"), `says "${remembers}"`);
  }
  if (words.effectSwitch !== undefined) {
    findings.says("schema", weigh("unknown"), `${words.effectSwitch} switches an effect`);
  }
  if (words.output !== undefined) {
    findings.says("schema", weigh("stateful"), `${words.output} names a file to write`);
  }
  for (const parameter of words.code) {
    findings.says("schema", weigh("unknown"), `${parameter.name} carries text that is run`);
  }
}
