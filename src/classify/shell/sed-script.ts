/** What a sed script does beside printing; `fault` when it could not be read for certain. */
export interface SedEffects {
  readonly reads: string[];
  readonly writes: string[];
  runs: boolean;
  fault: string | undefined;
}

/** Reads a GNU sed script: addresses, commands and their arguments; any other text is a fault. */
export function readSedScript(script: string): SedEffects {
  const reader = new SedReader(script);
  reader.read();
  return reader.effects;
}

/** A bracket expression; a backslash before its end is refused because readings of it differ. */
const BRACKET = /\[\^?\]?(?:\[:\w+:\]|\[(?![:.=])|\\(?!\])|[^\]\\[])*\]/y;

class SedReader {
  readonly effects: SedEffects = { reads: [], writes: [], runs: false, fault: undefined };
  readonly #script: string;
  #at = 0;

  constructor(script: string) {
    this.#script = script;
  }

  read(): void {
    while (this.effects.fault === undefined) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#script.length) return;
      this.#readAddresses();
      if (this.effects.fault === undefined) this.#readCommand();
    }
  }

  #readAddresses(): void {
    if (!this.#readAddress()) return void this.#skip(/\s*(?:!\s*)*/y);
    this.#skip(/\s*/y);
    if (this.#script[this.#at] === ",") {
      this.#at += 1;
      this.#skip(/\s*/y);
      if (this.#skip(/[+~]\d+/y) === "" && !this.#readAddress()) this.#fail("an open address");
    }
    this.#skip(/\s*(?:!\s*)*/y);
  }

  #readAddress(): boolean {
    if (this.#skip(/\d+(?:~\d+)?|\$/y) !== "") return true;
    const opener = this.#script[this.#at];
    if (opener !== "/" && opener !== "\\") return false;
    this.#at += opener === "\\" ? 2 : 1;
    this.#at -= 1;
    this.#readPattern(this.#delimiter());
    this.#skip(/[IM]*/y);
    return true;
  }

  #readCommand(): void {
    const command = this.#script[this.#at] ?? "";
    this.#at += 1;
    if (/[{]/.test(command)) return;
    if (/[}=dDgGhHnNpPxzF]/.test(command)) return this.#endCommand();
    if (/[lLqQ]/.test(command)) {
      this.#skip(/[ \t]*\d*/y);
      return this.#endCommand();
    }
    if (/[:btT]/.test(command)) {
      this.#skip(/[ \t]*[\w.-]*/y);
      return this.#endCommand();
    }
    if (command === "#") return void this.#skip(/[^\n]*/y);
    if (/[aic]/.test(command)) return void this.#skip(/(?:[^\\\n]|\\[\s\S])*/y);
    if (command === "s") return this.#readSubstitution();
    if (command === "y") return this.#readTransliteration();
    if (command === "v") return void this.#skip(/[^\n;]*/y);
    if (command === "e") {
      this.effects.runs = true;
      return void this.#skip(/[^\n]*/y);
    }
    if (/[rRwW]/.test(command)) return this.#readFileName(/[rR]/.test(command));
    this.#fail(`${command} is not a command of sed`);
  }

  #readSubstitution(): void {
    const delimiter = this.#delimiter();
    this.#readPattern(delimiter);
    this.#readReplacement(delimiter);
    const flags = this.#skip(/[gpiIMm\d]*(?:e[gpiIMm\d]*)?/y);
    if (flags.includes("e")) this.effects.runs = true;
    if (this.#script[this.#at] === "w") {
      this.#at += 1;
      return this.#readFileName(false);
    }
    this.#endCommand();
  }

  #readTransliteration(): void {
    const delimiter = this.#delimiter();
    this.#readReplacement(delimiter);
    this.#readReplacement(delimiter);
    this.#endCommand();
  }

  #delimiter(): string {
    const delimiter = this.#script[this.#at] ?? "";
    this.#at += 1;
    if (!/^[/|,#:;@!%_~+=-]$/.test(delimiter)) this.#fail("a delimiter that is not plain");
    return delimiter;
  }

  /**
   * A pattern up to its delimiter, which brackets hide. (A sed that does not let them hide it sees
   * an open bracket there, which is an error, so this reading is the only one that runs.)
   */
  #readPattern(delimiter: string): void {
    while (this.#at < this.#script.length) {
      const char = this.#script[this.#at];
      if (char === delimiter) {
        this.#at += 1;
        return;
      }
      if (char !== "[") this.#at += char === "\\" ? 2 : 1;
      else if (this.#skip(BRACKET) === "") return this.#fail("brackets without their end");
    }
    this.#fail("a pattern without its end");
  }

  /** A replacement up to its delimiter; brackets mean nothing here. */
  #readReplacement(delimiter: string): void {
    while (this.#at < this.#script.length) {
      const char = this.#script[this.#at];
      this.#at += char === "\\" ? 2 : 1;
      if (char === delimiter) return;
    }
    this.#fail("a replacement without its end");
  }

  #readFileName(reads: boolean): void {
    const name = this.#skip(/[^\n]*/y).trim();
    if (name === "") this.#fail("a file command without a file");
    else (reads ? this.effects.reads : this.effects.writes).push(name);
  }

  #endCommand(): void {
    this.#skip(/[ \t]*/y);
    const next = this.#script[this.#at];
    if (next !== undefined && !/[\n;}#]/.test(next)) this.#fail("text after a command of sed");
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#script)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #fail(reason: string): void {
    this.effects.fault ??= reason;
  }
}
