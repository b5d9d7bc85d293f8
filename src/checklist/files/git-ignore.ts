import { existsSync, readFileSync } from "node:fs";
import { dirname, join, parse, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** Answers as git would, from the `.gitignore` files of a folder and of all above it. */
export class GitIgnore {
  readonly #rules = new Map<string, Ignore | undefined>();
  readonly #tops = new Map<string, string>();

  /** @param path absolute; a folder's own rules do not apply to itself */
  ignores(path: string, isFolder: boolean): boolean {
    const parent = dirname(path);
    const top = this.#topOf(parent);
    for (let folder = parent; ; folder = dirname(folder)) {
      const rules = this.#rulesOf(folder);
      if (rules !== undefined) {
        const inside = relative(folder, path).split(sep).join("/");
        const { ignored, unignored } = rules.test(isFolder ? `${inside}/` : inside);
        if (ignored) return true;
        if (unignored) return false;
      }
      if (folder === top || folder === dirname(folder)) return false;
    }
  }

  #rulesOf(folder: string): Ignore | undefined {
    if (!this.#rules.has(folder)) {
      const file = join(folder, ".gitignore");
      const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
      this.#rules.set(folder, text === undefined ? undefined : ignore().add(text));
    }
    return this.#rules.get(folder);
  }

  /** The repository that a folder is in; outside of any, all folders above it count. */
  #topOf(folder: string): string {
    const known = this.#tops.get(folder);
    if (known !== undefined) return known;
    let top = parse(folder).root;
    for (let at = folder; ; at = dirname(at)) {
      if (existsSync(join(at, ".git"))) {
        top = at;
        break;
      }
      if (at === dirname(at)) break;
    }
    this.#tops.set(folder, top);
    return top;
  }
}
