import type { Format, FormatName } from "./format.js";
import { formatGitHub } from "./github.js";
import { formatJson } from "./json.js";
import { formatMarkdown } from "./markdown.js";
import { formatSarif } from "./sarif.js";
import { formatText } from "./text.js";

/** What writes each of them. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  markdown: formatMarkdown,
  github: formatGitHub,
};
