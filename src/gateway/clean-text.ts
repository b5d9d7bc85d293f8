/**
 * Characters that a reader does not see but a terminal or a model obeys: escape sequences, control
 * characters but for tab and line ends, zero-width and direction marks, and Unicode's tags, in
 * which whole sentences can be hidden.
 */
const UNSEEN = new RegExp(
  [
    // An ANSI sequence goes as a whole; its rest would be noise.
    String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])?`,
    String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]`,
    String.raw`[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]`,
    String.raw`[\u{e0000}-\u{e007f}]`,
  ].join("|"),
  "gu",
);

/** A text of a server as it may be shown: without what cannot be seen, and at most so long. */
export function cleanText(text: string, charactersMax = Number.POSITIVE_INFINITY): string {
  const clean = text.replaceAll(UNSEEN, "");
  if (clean.length <= charactersMax) return clean;
  // Not through the middle of a pair of surrogates.
  const end = /[\ud800-\udbff]/.test(clean.charAt(charactersMax - 1))
    ? charactersMax - 1
    : charactersMax;
  return `${clean.slice(0, end)}…`;
}

/** The same on one line, for a log or an error. */
export function cleanLine(text: string, charactersMax: number): string {
  return cleanText(text.replaceAll(/\s+/g, " ").trim(), charactersMax);
}
