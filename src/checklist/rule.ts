import type { Confidence, Finding, Level } from "./finding.js";
import type { Language, SourceFile } from "./ir/source-file.js";
import type { Project } from "./project.js";

/** A rule reports what it sees, never throws; a page in `test/rules` documents and tests it. */
export interface Rule {
  /** Completes the sentence "allow …"; also the name of its file and page. */
  name: string;
  /** The checklist's item that a finding counts against. */
  item: number;
  languages: readonly Language[];
  /** `review`: a person must decide, or fewer than four of five findings are right. */
  level: Level;
  confidence: Confidence;
  check(file: SourceFile, project: Project): Finding[];
}
