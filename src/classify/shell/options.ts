import type { CommandSpec, OptionSpec } from "./command-table.js";
import { type Argument, fixed, mayBeOption } from "./words.js";

export interface FoundOption {
  readonly spec: OptionSpec;
  readonly value: Argument | undefined;
}

export interface ReadArguments {
  readonly options: readonly FoundOption[];
  readonly operands: readonly Argument[];
  /** Why the words could not be told apart; then nothing may be concluded from them. */
  readonly fault: string | undefined;
}

/**
 * Sorts the words of a command into options and operands the way getopt_long does: short options
 * bundled, values glued or apart, long options abbreviated, options after operands, `--`.
 * `stopAtOperand` leaves everything from the first operand on untouched, as `env` and `xargs` do.
 */
export function readArguments(
  spec: CommandSpec,
  words: readonly Argument[],
  stopAtOperand = false,
): ReadArguments {
  const reader = new ArgumentReader(spec, words);
  return reader.read(stopAtOperand);
}

/** Which meaning of an abbreviation to fear most; a dry run is the least. */
const WEIGHT: Readonly<Record<OptionSpec["effect"], number>> = {
  unknown: 3,
  state: 3,
  write: 3,
  "write-dash": 3,
  directory: 2,
  read: 1,
  none: 1,
  dry: 0,
};

class ArgumentReader {
  readonly #spec: CommandSpec;
  readonly #words: readonly Argument[];
  readonly #options: FoundOption[] = [];
  readonly #operands: Argument[] = [];
  #fault: string | undefined;
  #at = 0;

  constructor(spec: CommandSpec, words: readonly Argument[]) {
    this.#spec = spec;
    this.#words = words;
  }

  read(stopAtOperand: boolean): ReadArguments {
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at] as Argument;
      this.#at += 1;
      if (word.text === "--") {
        this.#operands.push(...this.#words.slice(this.#at));
        break;
      }
      if (word.count === "glob" && /^--[\w-]+=/.test(word.prefix)) {
        // Every file that such a pattern finds is named like this very option.
        this.#readLong(word.prefix, { ...word, prefix: "" });
      } else if (word.text === undefined || !mayBeOption(word)) {
        this.#checkOperand(word);
        this.#operands.push(word);
        if (!stopAtOperand) continue;
        this.#operands.push(...this.#words.slice(this.#at));
        break;
      } else this.#readOption(word.text);
    }
    return { options: this.#options, operands: this.#operands, fault: this.#fault };
  }

  #checkOperand(word: Argument): void {
    if (this.#spec.inert || !mayBeOption(word)) return;
    this.#fail(`${word.prefix}… may turn out to be an option of ${this.#spec.name}`);
  }

  #readOption(text: string): void {
    const isWord = text.length > 2 && this.#spec.options.has(text.replace(/=.*/s, ""));
    const isLong = text.startsWith("--") || (this.#spec.single && /^-.[^=]/.test(text));
    if (isLong || isWord) this.#readLong(text);
    else this.#readShort(text);
  }

  #readLong(text: string, unsure?: Argument): void {
    const equals = text.indexOf("=");
    const given = equals === -1 ? text : text.slice(0, equals);
    const isKnown = !this.#spec.single || this.#spec.options.has(given);
    const name = isKnown ? given : given.replace(/^--/, "-");
    const option = this.#longOption(name);
    if (option === undefined) return this.#fail(`unknown option ${name} of ${this.#spec.name}`);
    if (equals !== -1) {
      if (option.value === "none") this.#fail(`${name} of ${this.#spec.name} takes no value`);
      this.#options.push({ spec: option, value: unsure ?? fixed(text.slice(equals + 1)) });
    } else this.#push(option);
  }

  /** An abbreviation stands for the most consequential of the options that it may mean. */
  #longOption(name: string): OptionSpec | undefined {
    const exact = this.#spec.options.get(name);
    if (exact !== undefined || this.#spec.single || name.length < 3) return exact;
    const candidates = [...this.#spec.options.values()].filter((option) =>
      option.name.startsWith(name),
    );
    return candidates.toSorted((a, b) => WEIGHT[b.effect] - WEIGHT[a.effect])[0];
  }

  #readShort(text: string): void {
    if (/^-\d+$/.test(text) && this.#spec.options.has("-#")) return;
    for (let at = 1; at < text.length; at += 1) {
      const option = this.#spec.options.get(`-${text[at]}`);
      if (option === undefined) {
        return this.#fail(`unknown option -${text[at]} of ${this.#spec.name}`);
      }
      if (option.value === "none") this.#options.push({ spec: option, value: undefined });
      else if (at === text.length - 1) return this.#push(option);
      else {
        this.#options.push({ spec: option, value: fixed(text.slice(at + 1)) });
        return;
      }
    }
  }

  #push(option: OptionSpec): void {
    if (option.value !== "required") {
      this.#options.push({ spec: option, value: undefined });
      return;
    }
    const value = this.#words[this.#at];
    this.#at += 1;
    if (value === undefined) return this.#fail(`${option.name} of ${this.#spec.name} has no value`);
    const mayShift = value.count === "any" || value.count === "glob";
    if (mayShift && !this.#spec.inert) {
      this.#fail(`the value of ${option.name} may become several words`);
    }
    this.#options.push({ spec: option, value });
  }

  #fail(reason: string): void {
    this.#fault ??= reason;
  }
}
