import { CHINESE } from "./languages/chinese.js";
import { FRENCH } from "./languages/french.js";
import { GERMAN } from "./languages/german.js";
import { JAPANESE } from "./languages/japanese.js";
import { PORTUGUESE } from "./languages/portuguese.js";
import { RUSSIAN } from "./languages/russian.js";
import { SPANISH } from "./languages/spanish.js";
import type { Words } from "./languages/words.js";

/** Languages whose commonest words for the subject are known, besides English. */
export type Language = "zh" | "ja" | "es" | "de" | "fr" | "pt" | "ru";

export const DICTIONARY: Record<Language, Words> = {
  zh: CHINESE,
  ja: JAPANESE,
  es: SPANISH,
  de: GERMAN,
  fr: FRENCH,
  pt: PORTUGUESE,
  ru: RUSSIAN,
};
