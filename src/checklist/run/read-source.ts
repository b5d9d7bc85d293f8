import { readFileSync } from "node:fs";

/** A file's text as editors count it: a byte order mark is no column. */
export const readSource = (path: string): string => withoutMark(readFileSync(path, "utf8"));

export const withoutMark = (text: string): string => text.replace(/^\ufeff/, "");
