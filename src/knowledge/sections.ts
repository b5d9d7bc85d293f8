import { remark } from "remark";
import { KnowledgeError } from "./fault.js";
import type { Section } from "./library.js";
import { estimateTokens } from "./tokens.js";

interface Heading {
  text: string;
  level: number;
  start: number;
}

/** Every heading of a page as a section, in order; `page` names it in an error. */
export function sectionsOf(page: string, markdown: string, bodyStart: number): Section[] {
  const headings = headingsOf(markdown, bodyStart);
  const slugs = new Set<string>();
  return headings.map(({ text, level, start }, index) => {
    const slug = slugOf(text);
    if (slugs.has(slug)) {
      throw new KnowledgeError("artefact-broken", "slug", `${page}: two sections named "${text}"`);
    }
    slugs.add(slug);
    const next = headings.slice(index + 1).find((later) => later.level <= level);
    const end = next?.start ?? markdown.length;
    const tokens = estimateTokens(markdown.slice(start, end));
    return { slug, heading: text, level, path: pathOf(headings, index), start, end, tokens };
  });
}

/** A heading's name in a link, as GitHub makes it. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
}

function headingsOf(markdown: string, bodyStart: number): Heading[] {
  const tree = remark().parse(markdown.slice(bodyStart));
  return tree.children.flatMap((node) => {
    if (node.type !== "heading") return [];
    const start = bodyStart + (node.position?.start.offset ?? 0);
    const end = bodyStart + (node.position?.end.offset ?? 0);
    const text = markdown
      .slice(start, end)
      .replace(/^#+\s*/, "")
      .replaceAll(/[`*]/g, "");
    return [{ text, level: node.depth, start }];
  });
}

/** The headings that enclose the one at `index`, the title excepted. */
function pathOf(headings: Heading[], index: number): string[] {
  const path: string[] = [];
  let level = headings[index]?.level ?? 1;
  for (const heading of headings.slice(0, index).toReversed()) {
    if (heading.level >= level || heading.level === 1) continue;
    path.unshift(heading.text);
    level = heading.level;
  }
  return path;
}
