import { alwaysChanges, baseForm, leaningOf, type Leaning } from "./verbs.js";

/** The first part of a description that is read; authors say what a tool does at its start. */
const CHARACTERS_MAX = 2000;

/** How far a second effect is looked for; behind that come examples and advice. */
const LATER_CHARACTERS_MAX = 300;

export interface DescriptionReading {
  /** What the first verb says; none if no known verb leads. */
  readonly lead: Leaning | undefined;
  readonly leadWord: string | undefined;
  /** A second verb of the first sentence that changes something: "Get or create". */
  readonly alsoChanges: string | undefined;
  /** It leaves something behind for the calls that follow: "for all subsequent calls". */
  readonly remembers: string | undefined;
  /** A warning anywhere in the text: "cannot be undone". */
  readonly warning: string | undefined;
  /** The text says itself that nothing is changed. */
  readonly claimsReadOnly: boolean;
}

/** Words before the first verb that say nothing: "Use this tool to", "Allows users to". */
const LEAD_IN = new RegExp(
  `^(?:${[
    String.raw`this (?:tool|endpoint|api|function|command|method|action|operation)s?\b`,
    String.raw`(?:please )?use (?:this|it)\b(?: tool| endpoint| function)?`,
    String.raw`(?:an? )?(?:tools?|utility|api|function|endpoint|ability)(?= (?:to|for|that|which))`,
    String.raw`(?:you can|can|will|is|be|used|it|helps?)\b`,
    String.raw`(?:lets?|allows?|enables?)(?= (?:you|users?|agents?|the|to)\b)`,
    String.raw`(?:you|users?|agents?)\b`,
    String.raw`the (?:user|agent|llm|model|client)\b|when(?: you)?(?: need| want)?\b`,
    String.raw`(?:call this|in order|to|for|that|which|by|tool)\b`,
  ].join("|")})[\\s:,]*`,
  "i",
);

export function readDescription(description: string): DescriptionReading {
  const text = plain(description.slice(0, CHARACTERS_MAX));
  const sentence = leadingSentence(text);
  const tokens = sentence
    .toLowerCase()
    .split(/[^a-z'-]+/)
    .filter((word) => word !== "");
  const leadWord = tokens.find((word, index) => index > 0 || !word.endsWith("ly"));
  const verb = leadWord === undefined ? undefined : baseForm(leadWord);
  return {
    lead: leadOf(verb, sentence),
    leadWord: verb,
    alsoChanges:
      secondChange(sentence) ??
      NEXT_OF_QUEUE.exec(sentence)?.[0] ??
      laterChange(text.slice(0, LATER_CHARACTERS_MAX)),
    remembers: REMEMBERS.exec(text)?.[0],
    warning: WARNING.exec(text.replaceAll(DENIAL, " "))?.[0],
    claimsReadOnly: /\bread[- ]only\b|\bdoes(?: not|n't) (?:modify|change|alter)\b/i.test(text),
  };
}

/** On a page, "check" and "evaluate" are gestures: a box is checked, a script is evaluated. */
function leadOf(verb: string | undefined, sentence: string): Leaning | undefined {
  if (verb === undefined) return undefined;
  const gesture = /^(?:check|evaluate)$/.test(verb) && /checkbox|radio|script\b/i.test(sentence);
  if (gesture || /^checks? (?:out|in|off)\b/i.test(sentence)) return "changes";
  // "Executes a query" says how it looks, not that it changes anything.
  const runsQuery = /^(?:execute|run|perform|invoke)$/.test(verb) && QUERY_OBJECT.test(sentence);
  return runsQuery ? "either" : leaningOf(verb);
}

const QUERY_OBJECT = new RegExp(
  String.raw`^\w+\s+(?:(?:an?|the|one|or|more|arbitrary|custom|raw|read-only|safe|given)\s+)*` +
    String.raw`(?:[\w-]+\s+){0,2}(?:query|queries|search|searches|lookup|selects?)\b`,
  "i",
);

/** Whoever asks for the next one of a queue takes it away, or moves a mark. */
const NEXT_OF_QUEUE =
  /^\w+ (?:and \w+ )?(?:the |a )?next (?:\w+ )?(?:job|task|message|item|action|step|event)\b/i;

const REMEMBERS = new RegExp(
  String.raw`\b(?:for|in|by|so(?: that)?) (?:all |any |your |use in )?(?:future|subsequent|later)` +
    String.raw` (?:\w+ )?(?:calls?|requests?|operations?|commands?|queries)\b`,
  "i",
);

const WARNING =
  /\b(?:destructive|irreversibl[ey]|cannot be undone|permanently (?:delete|remove)|overwrite)/i;

/** Turns of phrase that deny an effect, taken out before warnings are looked for. */
const DENIAL = /\b(?:non-?destructive|not destructive|(?:does|will|do) not \w+|never \w+)\b/gi;

function plain(description: string): string {
  return description
    .replaceAll(/<\/?[a-z_][^>]{0,80}>/gi, " ")
    .replaceAll(/\[[^\]]{0,60}\]|\*\*[^*]{0,60}:\*\*/g, " ")
    .replaceAll(/[*_`#>~]+/g, " ")
    .replaceAll(/^[^A-Za-z]+/g, "")
    .replace(
      /^(?:deprecated|warning|important|note|experimental|beta|preview)\b[^.:!\n]*[.:!]\s*/i,
      "",
    )
    .trim();
}

function leadingSentence(text: string): string {
  const [first = ""] = text.split(/(?<=[a-z\d)])[.!?](?:\s|$)|\n\s*\n|\n\s*-\s/i);
  let sentence = first;
  for (let stripped = 0; stripped < 6 && LEAD_IN.test(sentence); stripped += 1) {
    sentence = sentence.replace(LEAD_IN, "");
  }
  return sentence;
}

/**
 * A verb that changes something behind "and", "or", "then" or a comma, with its object: in
 * "get or create a page", but not in "keys, dispatch status", where it belongs to a noun.
 */
function secondChange(sentence: string): string | undefined {
  const clauses = sentence
    .toLowerCase()
    .matchAll(/(?:\band\b|\bor\b|\bthen\b|,|\/)\s*([a-z]+)(?=(\s*[,.)/]|\s+[a-z]+|$))/g);
  for (const [, word = "", next = ""] of clauses) {
    const verb = baseForm(word);
    if (verb === undefined) continue;
    // A pronoun behind it makes it a verb for certain: "and lock it".
    const isVerb = /^\s+(?:it|them)\b/.test(next) && leaningOf(verb) === "changes";
    if (isVerb || (alwaysChanges(verb) && OBJECT.test(next))) return verb;
  }
  return undefined;
}

const OBJECT = new RegExp(
  String.raw`^(?:\s*[,.)/]|\s+(?:an?|the|it|them|this|that|all|any|new|existing|one|multiple|` +
    String.raw`specific|your|their|its|or|and|to|into|from|content|files?|items?|data)\b|$)`,
);

/** A later sentence that begins "Sends ..." or "Then deletes ..." tells an effect as well. */
function laterChange(text: string): string | undefined {
  for (const [, word = ""] of text.matchAll(
    /[.!]\s+(?:Then |It |Also |This )?([A-Za-z][a-z]+s)\b/g,
  )) {
    const verb = baseForm(word.toLowerCase());
    if (verb !== undefined && alwaysChanges(verb) && verb !== "return") return verb;
  }
  return undefined;
}
