/**
 * Words of a language by the English phrase that they are read as, so that every cue written in
 * English holds for them. Several words are separated by commas; `word*` is a beginning of a word.
 */
export type Words = Readonly<Record<string, string>>;
