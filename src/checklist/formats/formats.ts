import type { Format } from "./format.js";
import { formatGitHub } from "./github.js";
import { formatJson } from "./json.js";
import { formatMarkdown } from "./markdown.js";
import { formatSarif } from "./sarif.js";
import { formatText } from "./text.js";

/** Every way to write a report, by the name that the command line gives it. */
export const FORMATS = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  markdown: formatMarkdown,
  github: formatGitHub,
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
