/** The languages a pattern exists in. */
export const LANGUAGES = ["typescript", "python"] as const;
export type Language = (typeof LANGUAGES)[number];

/** `standalone` needs nothing installed; `library` builds on a well-kept package. */
export const VARIANTS = ["standalone", "library"] as const;
export type Variant = (typeof VARIANTS)[number];

/** A file as it is handed out: its name has no folder, for all files of a scaffold lie together. */
export interface ScaffoldFile {
  name: string;
  role: "code" | "test" | "example";
  text: string;
}

/** A value of the example that the caller may set; the file's own value is the default. */
export const KNOBS = ["limit", "timeoutMs", "onError"] as const;
export type Knob = (typeof KNOBS)[number];

/** Where an example sets a knob: a line that ends in a comment naming it. */
export function knobPattern(knob: Knob): RegExp {
  return new RegExp(String.raw`^(.*= *)(\S+?)(;?) *(?://|#) knob: ${knob}$`, "m");
}

/** A pattern in one language and variant, whole and tested. */
export interface Scaffold {
  pattern: string;
  language: Language;
  variant: Variant;
  files: ScaffoldFile[];
  /** Packages to install, by name, at the version the tests ran with. */
  dependencies: Record<string, string>;
  /** What the test proves. */
  invariants: string[];
  pitfalls: string[];
  /** The slug of the section of the pattern's reference that teaches it in this language. */
  section: string;
  knobs: Knob[];
}

/** What a pattern is for, whatever the language. */
export interface Pattern {
  id: string;
  title: string;
  /** Words and phrases that a need for this pattern is told in. */
  needs: readonly string[];
  /** The reference that teaches it. */
  reference: string;
}

/** What the package ships: every pattern and every scaffold, compiled when it is built. */
export interface Catalogue {
  patterns: Pattern[];
  scaffolds: Scaffold[];
}
