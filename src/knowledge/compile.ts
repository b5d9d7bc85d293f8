import matter from "gray-matter";
import { compileLexicon } from "./compile-lexicon.js";
import { findCues } from "./cue-matcher.js";
import { KnowledgeError } from "./fault.js";
import type { Lexicon } from "./lexicon.js";
import { LIBRARY_FORMAT, REFERENCE_IDS, isReferenceId } from "./library.js";
import type { Library, Page, Reference, ReferenceId, Skill, Source } from "./library.js";
import { sectionsOf } from "./sections.js";
import { checklistOf, decisionsOf, escalationsOf } from "./skill-lists.js";
import { buildTextIndex } from "./text-index.js";

/** The texts to compile: SKILL.md, and every file of references/ by its name with `.md`. */
export interface Texts {
  skill: string;
  references: ReadonlyMap<string, string>;
}

/**
 * Compiles the skill and all eight references into one plain JSON value. It runs when the package
 * is built; at run time `load.ts` reads the result. Any damage is an `artefact-broken` error that
 * names the file and the field, because a page that silently went missing is the worst outcome.
 */
export function compileLibrary({ skill: text, references: files }: Texts): Library {
  for (const name of files.keys()) {
    const id = name.replace(/\.md$/, "");
    if (!isReferenceId(id)) throw broken(name, "id", "is not one of the known references");
  }
  const skill = compileSkill(text);
  const references = REFERENCE_IDS.map((id) => compileReference(id, files.get(`${id}.md`)));
  const lexicon = compileLexicon();
  const decisions = decisionsOf(skill);
  const checklist = checklistOf(skill);
  return {
    format: LIBRARY_FORMAT,
    skill,
    references,
    decisions,
    escalations: escalationsOf(skill),
    checklist,
    cues: {
      decisions: decisions.map((row) => cuesIn(lexicon, Object.values(row).join(" | "))),
      checklist: checklist.map((item) => cuesIn(lexicon, item)),
    },
    lexicon,
    index: buildTextIndex(references),
  };
}

function cuesIn(lexicon: Lexicon, text: string): string[] {
  return findCues(lexicon, text).map(({ cue }) => cue);
}

function compileSkill(text: string): Skill {
  const { page, data } = parse("SKILL.md", text);
  const given = record("SKILL.md", "metadata", data["metadata"]);
  const metadata = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, String(value)]),
  );
  const triggers = string("SKILL.md", "metadata.triggers", metadata["triggers"]);
  return {
    ...page,
    name: string("SKILL.md", "name", data["name"]),
    description: string("SKILL.md", "description", data["description"]),
    metadata,
    triggers: triggers.split(/\s*,\s*/),
  };
}

function compileReference(id: ReferenceId, text: string | undefined): Reference {
  const file = `${id}.md`;
  if (text === undefined) throw broken(file, "file", "is missing");
  const { page, data } = parse(file, text);
  if (data["id"] !== id) throw broken(file, "id", `must be "${id}"`);
  if (page.sections[0]?.level !== 1) throw broken(file, "body", "must start with a title");
  return {
    ...page,
    id,
    title: string(file, "title", data["title"]),
    triggers: strings(file, "triggers", data["triggers"]),
    symptoms: strings(file, "symptoms", data["symptoms"]),
    sources: sources(file, data["sources"]),
    checkedOn: day(file, "checked-on", data["checked-on"]),
  };
}

function parse(file: string, text: string): { page: Page; data: Record<string, unknown> } {
  const markdown = text.replaceAll("\r\n", "\n");
  const { data, content } = frontMatter(file, markdown);
  const bodyStart = markdown.length - content.length;
  if (bodyStart === 0) throw broken(file, "front matter", "is missing");
  const sections = sectionsOf(file, markdown, bodyStart);
  return { page: { markdown, bodyStart, sections }, data: record(file, "front matter", data) };
}

function frontMatter(file: string, markdown: string): { data: object; content: string } {
  try {
    // An options object keeps gray-matter from answering out of its cache of earlier texts.
    return matter(markdown, {});
  } catch (cause) {
    throw broken(file, "front matter", `is not YAML: ${String(cause)}`);
  }
}

function string(file: string, field: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw broken(file, field, "must be a text that is not empty");
}

function strings(file: string, field: string, value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0) throw broken(file, field, "must be a list");
  return value.map((each, index) => string(file, `${field}[${index}]`, each));
}

function sources(file: string, value: unknown): Source[] {
  if (!Array.isArray(value) || value.length === 0) throw broken(file, "sources", "must be a list");
  return value.map((each, index) => {
    const field = `sources[${index}]`;
    const { title, url } = record(file, field, each);
    const address = string(file, `${field}.url`, url);
    if (!URL.canParse(address)) throw broken(file, `${field}.url`, "must be an address");
    return { title: string(file, `${field}.title`, title), url: address };
  });
}

/** YAML reads an unquoted day as a date at midnight UTC. */
function day(file: string, field: string, value: unknown): string {
  const text = value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw broken(file, field, "must be a day as YYYY-MM-DD");
}

function record(file: string, field: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw broken(file, field, "must be a mapping");
}

function broken(file: string, field: string, message: string): KnowledgeError {
  return new KnowledgeError("artefact-broken", field, `${file}: ${field} ${message}`);
}
