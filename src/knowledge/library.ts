/**
 * The shape of what signalbox teaches: one plain JSON value, compiled from skill/ and references/
 * when the package is built, so that nothing parses Markdown while an agent waits.
 */

import type { Lexicon } from "./lexicon.js";
import type { TextIndex } from "./text-index.js";

/** The references, in the order in which they are listed everywhere. */
export const REFERENCE_IDS = [
  "structured-concurrency",
  "synchronization-primitives",
  "backpressure-and-flow-control",
  "rate-limiting",
  "database-concurrency",
  "event-loop-internals",
  "worker-parallelism",
  "agentic-concurrency",
] as const;

export type ReferenceId = (typeof REFERENCE_IDS)[number];

/** Raised when the shape changes, so that an old artefact is refused rather than misread. */
export const LIBRARY_FORMAT = 1;

/** A heading and what stands below it. Offsets count UTF-16 units of the page's `markdown`. */
export interface Section {
  /** Unique within its page; what a link's fragment and `read` use. */
  slug: string;
  heading: string;
  /** 1 for the page's title, then 2 and deeper. */
  level: number;
  /** The headings above this one, outermost first, without the page's title. */
  path: string[];
  start: number;
  /** Where the section and all its subsections end. */
  end: number;
  /** Estimated tokens from `start` to `end`. */
  tokens: number;
}

/** A Markdown file as it is on disk, front matter included. */
export interface Page {
  markdown: string;
  /** Where the front matter ends. */
  bodyStart: number;
  sections: Section[];
}

export interface Source {
  title: string;
  url: string;
}

export interface Reference extends Page {
  id: ReferenceId;
  title: string;
  triggers: string[];
  /** What a person sees when the topic bites: symptoms and error messages. */
  symptoms: string[];
  sources: Source[];
  /** YYYY-MM-DD. */
  checkedOn: string;
}

/** One row of the skill's decision table. */
export interface Decision {
  need: string;
  typescript: string;
  python: string;
}

/** A case in which the skill says to ask somebody else. */
export interface Escalation {
  title: string;
  text: string;
}

export interface Skill extends Page {
  name: string;
  description: string;
  metadata: Record<string, string>;
  /** Words that should bring the skill to mind, from `metadata.triggers`. */
  triggers: string[];
}

export interface Library {
  format: typeof LIBRARY_FORMAT;
  skill: Skill;
  references: Reference[];
  decisions: Decision[];
  escalations: Escalation[];
  checklist: string[];
  /** Which cues each decision and each item of the checklist holds, in their order. */
  cues: { decisions: string[][]; checklist: string[][] };
  /** The cues that the router knows. */
  lexicon: Lexicon;
  /** The words of all sections. */
  index: TextIndex;
}

/** Whether a string names a reference; says nothing about whether a library holds it. */
export function isReferenceId(id: string): id is ReferenceId {
  return (REFERENCE_IDS as readonly string[]).includes(id);
}
