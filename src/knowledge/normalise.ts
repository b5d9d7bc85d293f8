/** A word of the input: how it is compared, and where it stands. */
export interface Token {
  stem: string;
  /** The word itself, folded. */
  word: string;
  start: number;
  end: number;
  /** One ideograph or kana; these join without spaces. */
  ideograph: boolean;
}

/** Longer runs of letters are data, not words; stemming them would cost more than linear time. */
const LONGEST_WORD = 40;
const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
const IDEOGRAPHS = IDEOGRAPH.source.slice(1);
const WORD = new RegExp(`${IDEOGRAPHS}|(?:(?!${IDEOGRAPHS})[\\p{L}\\p{N}\\p{M}])+`, "gu");
const CASE_CHANGE = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll}{2})/u;

/**
 * Splits text into comparable words: identifiers at underscores, dots and case changes, so that
 * `AbortController`, `abort_controller` and "abort controller" are the same two words; accents
 * dropped; English endings taken off. Linear in the length of the text.
 */
export function normalise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const ideograph = IDEOGRAPH.test(word);
    let start = index;
    for (const part of ideograph ? [word] : word.split(CASE_CHANGE)) {
      const folded = fold(part);
      tokens.push({
        stem: stemOf(folded),
        word: folded,
        start,
        end: start + part.length,
        ideograph,
      });
      start += part.length;
    }
  }
  return tokens;
}

/** Lower case without accents. */
function fold(word: string): string {
  if (!/[^a-z0-9]/.test(word)) return word;
  const bare = word.normalize("NFKD").replaceAll(/[\u0300-\u036F]/g, "");
  return bare.normalize("NFC").toLowerCase();
}

/**
 * A light English stemmer: plural, past and -ing forms, with the doubled consonant and the final
 * e dropped. It need not give real words, only the same one for the forms of a word.
 */
function stemOf(word: string): string {
  if (word.length < 4 || word.length > LONGEST_WORD || /[^a-z]/.test(word)) return word;
  let stem = word;
  if (stem.endsWith("ies")) stem = `${stem.slice(0, -3)}y`;
  else if (/(?:s|x|z|ch|sh)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (/[^sui]s$/.test(stem)) stem = stem.slice(0, -1);
  if (/[aeiouy].*ing$/.test(stem) && stem.length > 5) stem = undouble(stem.slice(0, -3));
  else if (/[aeiouy].*ed$/.test(stem) && stem.length > 4) stem = undouble(stem.slice(0, -2));
  return stem.length > 3 && stem.endsWith("e") ? stem.slice(0, -1) : stem;
}

function undouble(stem: string): string {
  return /([bdgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem;
}
