import { sep } from "node:path";

/** The path with forward slashes, as it is shown and compared on every system. */
export const slashed = (path: string): string => path.split(sep).join("/");
