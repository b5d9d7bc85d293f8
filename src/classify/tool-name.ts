import { alwaysChanges, leaningOf } from "./verbs.js";

/** What a tool's name alone says. `mixed` and `either` leave it to the description. */
export type NameReading = "reads" | "changes" | "mixed" | "either" | "silent";

/** Verbs that end a name in the order noun, verb: `storage_account_get`. */
const FINAL =
  /^(get|list|read|show|describe|search|query|status|view|find|fetch|info|details|count)$/;

/** Things that are only ever looked at, at the end of a name without a verb: `docker_logs`. */
const SHOWN = /^(?:logs|history|metrics|statistics|stats|status|info|details|schema|versions?)$/;

/** The words of a name in small letters: `listPull_requests` is list, pull, requests. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}

/** Reads the first verb of the name, and what may contradict it. */
export function readName(name: string): NameReading {
  const words = wordsOf(name);
  const leanings = words.map(leaningOf);
  const head = leanings.findIndex((leaning) => leaning === "reads" || leaning === "changes");
  const either = leanings.indexOf("either");
  const last = words.at(-1) ?? "";
  if (head < 0 && SHOWN.test(last)) return "reads";
  if (head < 0) return either < 0 ? "silent" : "either";
  if (leanings[head] === "changes") {
    return head < words.length - 1 && FINAL.test(last) ? "mixed" : "changes";
  }
  const rest = words.slice(head + 1);
  if (isGesture(words, head) || words.join(" ").startsWith("git fetch")) return "changes";
  const joined = rest.some((word) => JOINS.test(word));
  const secondVerb = rest.some(
    (word, index) => JOINS.test(word) && leaningOf(rest[index + 1] ?? "") === "changes",
  );
  if (secondVerb) return "changes";
  if (rest.some(alwaysChanges) && (joined || head > 0 || !NAMES_ITS_OBJECT.test(words[0] ?? ""))) {
    return "mixed";
  }
  return either >= 0 && either < head ? "either" : "reads";
}

const JOINS = /^(?:and|or|then)$/;

/** Behind these verbs, at the front, stands what is looked at: `get_deploy`, `list_sends`. */
const NAMES_ITS_OBJECT = /^(get|list|describe|show|count|view)$/;

/**
 * On a page, these verbs are gestures: a box is checked, a script is evaluated. What is checked
 * out or in is taken or given back.
 */
function isGesture(words: readonly string[], head: number): boolean {
  if (words[head] === "check" && /^(?:out|in|off)$/.test(words[head + 1] ?? "")) return true;
  const onPage = words.some((word) =>
    /^(browser|page|puppeteer|playwright|chrome|dom)$/.test(word),
  );
  const runsScript = words.some((word) => /^(script|javascript|js|expression)$/.test(word));
  return /^(check|evaluate)$/.test(words[head] ?? "") && (onPage || runsScript);
}
