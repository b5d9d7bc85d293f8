/** What an awk program does beside printing; `fault` when it could not be read for certain. */
export interface AwkEffects {
  readonly reads: string[];
  readonly writes: string[];
  /** Shell text that the program runs. */
  readonly commands: string[];
  fault: string | undefined;
}

interface Token {
  readonly kind: "name" | "number" | "string" | "regex" | "operator" | "newline";
  readonly text: string;
}

const NEWLINE: Token = { kind: "newline", text: "\n" };

/** Words after which a slash begins a regular expression, not a division. */
const BEFORE_OPERAND =
  /^(?:print|printf|return|in|else|do|case|exit|delete|if|while|for|BEGIN|END)$/;

/** Reads an awk program by its tokens; a construct that may do more than compute is a fault. */
export function readAwkProgram(program: string): AwkEffects {
  const effects: AwkEffects = { reads: [], writes: [], commands: [], fault: undefined };
  const tokens = tokenize(program);
  if (typeof tokens === "string") effects.fault = tokens;
  else effects.fault = new AwkReader(tokens, effects).read();
  return effects;
}

/** The tokens, or why the text could not be cut into them. */
function tokenize(program: string): readonly Token[] | string {
  const tokens: Token[] = [];
  // Whether a parenthesis belongs to `if (…)` and its like, after which a pattern may begin.
  const parentheses: boolean[] = [];
  let afterCondition = false;
  let at = 0;
  while (at < program.length) {
    const rest = /(?:[ \t\r]|\\\n)+|#[^\n]*/y;
    rest.lastIndex = at;
    const blank = rest.exec(program)?.[0].length ?? 0;
    at += blank;
    if (blank > 0) continue;
    const last = tokens.at(-1);
    const mayDivide = !afterCondition && endsOperand(last);
    if (program[at] === "/" && last?.text === "getline") return "a slash after getline";
    const token = nextToken(program, at, mayDivide);
    if (typeof token === "string") return token;
    if (token.text === "(") parentheses.push(/^(?:if|while|for|switch)$/.test(last?.text ?? ""));
    afterCondition = token.text === ")" && parentheses.pop() === true;
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

const endsOperand = (token: Token | undefined): boolean => {
  if (token === undefined) return false;
  if (token.kind === "name") return !BEFORE_OPERAND.test(token.text);
  if (token.kind === "operator") return /^(?:\)|\]|\+\+|--)$/.test(token.text);
  return token.kind !== "newline";
};

const STRING = /"(?:[^"\\\n]|\\[\s\S])*"/y;
const REGEX = /\/(?:[^/\\\n[]|\\[^\n]|\[\^?\]?(?:\[:\w+:\]|\\[^\n]|[^\]\\/\n[])*\])*\//y;
const OPERATOR = /\|&|\|\||&&|>>|\+\+|--|\*\*=?|[-+*/%^<>=!]=|[-+*/%^<>=!~?:,;(){}[\]$|]/y;

function nextToken(program: string, at: number, mayDivide: boolean): Token | string {
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(program)?.[0];
  };
  if (program[at] === "\n") return NEWLINE;
  const string = take(STRING);
  if (string !== undefined) return { kind: "string", text: string };
  if (program[at] === '"') return "a string without its end";
  if (program[at] === "/" && !mayDivide) {
    const regex = take(REGEX);
    return regex === undefined
      ? "a pattern that could not be read"
      : { kind: "regex", text: regex };
  }
  const name = take(/[A-Za-z_]\w*/y);
  if (name !== undefined) return { kind: "name", text: name };
  const number = take(/(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
  if (number !== undefined) return { kind: "number", text: number };
  const operator = take(OPERATOR);
  return operator === undefined
    ? `${program[at]} is not understood in awk`
    : { kind: "operator", text: operator };
}

class AwkReader {
  readonly #tokens: readonly Token[];
  readonly #effects: AwkEffects;
  #printing = false;
  #depth = 0;

  constructor(tokens: readonly Token[], effects: AwkEffects) {
    this.#tokens = tokens;
    this.#effects = effects;
  }

  /** Why the program cannot be judged; undefined when it was read to its end. */
  read(): string | undefined {
    for (let at = 0; at < this.#tokens.length; at += 1) {
      const fault = this.#readToken(at);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #readToken(at: number): string | undefined {
    const token = this.#tokens[at] as Token;
    if (token.kind === "name") return this.#readName(token.text, at);
    if (token.kind !== "operator" && token.kind !== "newline") return undefined;
    if (/[([]/.test(token.text)) this.#depth += 1;
    else if (/[)\]]/.test(token.text)) this.#depth -= 1;
    else if (/[;{}]/.test(token.text)) this.#printing = false;
    else if (token.kind === "newline") this.#printing &&= continues(this.#tokens[at - 1]);
    else if (token.text === "|&") return "a process that runs beside awk";
    else if (token.text === "|") return this.#readPipe(at);
    else if (/^>>?$/.test(token.text) && this.#printing && this.#depth === 0) {
      return this.#readOutput(at);
    }
    return undefined;
  }

  #readName(name: string, at: number): string | undefined {
    if (name === "print" || name === "printf") {
      this.#printing = true;
      this.#depth = 0;
    }
    if (name === "system") return this.#readSystem(at);
    if (name === "getline") return this.#readGetline(at);
    return undefined;
  }

  #readOutput(at: number): string | undefined {
    const target = this.#plainString(at + 1);
    if (target === undefined || !endsStatement(this.#tokens[at + 2])) {
      return "a file whose name is decided at run time";
    }
    this.#effects.writes.push(target);
    return undefined;
  }

  #readPipe(at: number): string | undefined {
    if (this.#tokens[at + 1]?.text === "getline") {
      const command = this.#plainString(at - 1);
      const isWhole = !this.#printing && begins(this.#tokens[at - 2]);
      if (command === undefined || !isWhole) return "a command that is decided at run time";
      return this.#run(command);
    }
    const command = this.#plainString(at + 1);
    if (!this.#printing || command === undefined || !endsStatement(this.#tokens[at + 2])) {
      return "a command that is decided at run time";
    }
    return this.#run(command);
  }

  #readSystem(at: number): string | undefined {
    const command = this.#plainString(at + 2);
    const isCall = this.#tokens[at + 1]?.text === "(" && this.#tokens[at + 3]?.text === ")";
    return command === undefined || !isCall
      ? "a command that is decided at run time"
      : this.#run(command);
  }

  #readGetline(at: number): string | undefined {
    let next = at + 1;
    if (this.#tokens[next]?.kind === "name") next += 1;
    if (/^[[$(]$/.test(this.#tokens[next]?.text ?? "")) return "getline into a computed place";
    if (this.#tokens[next]?.text !== "<") return undefined;
    const file = this.#plainString(next + 1);
    if (file === undefined) return "input whose name is decided at run time";
    if (file.startsWith("/inet")) return "a network connection";
    this.#effects.reads.push(file);
    return undefined;
  }

  #run(command: string): undefined {
    this.#effects.commands.push(command);
    return undefined;
  }

  /** The text of a string without escapes; others would have to be decoded. */
  #plainString(at: number): string | undefined {
    const token = this.#tokens[at];
    if (token?.kind !== "string" || token.text.includes("\\")) return undefined;
    return token.text.slice(1, -1);
  }
}

const continues = (token: Token | undefined): boolean => /^(?:,|&&|\|\|)$/.test(token?.text ?? "");

const endsStatement = (token: Token | undefined): boolean =>
  token === undefined || token.kind === "newline" || token.text === ";" || token.text === "}";

/** Whether an expression begins after this token, so that nothing is joined to what follows. */
const begins = (token: Token | undefined): boolean =>
  token === undefined || token.kind === "newline" || /^(?:[({;!]|&&|\|\|)$/.test(token.text);
