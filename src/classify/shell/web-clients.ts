import { judgeBySpec } from "./judge-by-spec.js";
import { type FoundOption, type ReadArguments, readArguments } from "./options.js";
import { type Scope, type SpecialCommand, specOf } from "./scope.js";
import { type Argument, fixed } from "./words.js";

/** Methods that ask; any other is taken to change something (RFC 9110, section 9.2.1). */
const SAFE_METHOD = /^(?:GET|HEAD|OPTIONS|TRACE)$/i;

const named = (read: ReadArguments, names: RegExp): readonly FoundOption[] =>
  read.options.filter(({ spec }) => names.test(spec.name));

/** A header that makes a server treat a request as another method. */
function overridesMethod(read: ReadArguments): boolean {
  return named(read, /^(?:-H|--header)$/).some(
    ({ value }) =>
      !/^[\w-]+[:;]/.test(value?.prefix ?? "") || /^[^:]*method/i.test(`${value?.prefix}`),
  );
}

/** Why a request may change something because of its method; undefined when it only asks. */
function methodFault(method: Argument | undefined, name: string): string | undefined {
  if (method === undefined || SAFE_METHOD.test(method.text ?? "")) return undefined;
  return `${name} sends ${method.text ?? "a method that is decided at run time"}`;
}

/** A request that changes something: at its address, or anywhere when that is not known. */
function change(scope: Scope, because: string, addresses: readonly (Argument | undefined)[]): void {
  scope.effects.changes(because);
  if (addresses.length === 0) scope.effects.access([{ kind: "url", path: [] }], "write", because);
  for (const address of addresses) scope.effects.requests(address, "write", because);
}

const curl: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  const method = named(read, /^(?:-X|--request)$/).at(-1)?.value;
  const hasData = named(read, /^(?:-d|--data.*)$/).length > 0;
  const asQuery = named(read, /^(?:-G|--get)$/).length > 0;
  const addresses = [...read.operands, ...named(read, /^--url$/).map(({ value }) => value)];
  accessFiles(read, addresses, scope);
  const isChange = read.options.some(({ spec }) => CHANGES.test(spec.name));
  const sends =
    (hasData && !asQuery) || isChange ? `${name} sends data` : methodFault(method, name);
  if (sends) return change(scope, sends, addresses);
  if (overridesMethod(read)) return scope.effects.cannotTell("a header may stand for a method");
  // A format may name a file to write to, and may itself come from a file.
  if (
    named(read, /^(?:-w|--write-out)$/).some(({ value }) =>
      /^@|output\{|^$/.test(value?.text ?? ""),
    )
  ) {
    return scope.effects.cannotTell(`${name} -w may write a file`);
  }
  if (addresses.some((address) => !isWeb(address))) {
    return scope.effects.cannotTell(`${name} of an address that is not known to be of the web`);
  }
  judgeBySpec(spec, { ...read, operands: [] }, scope);
  for (const address of addresses) scope.effects.requests(address, "read", `${name} loads it`);
};

const CHANGES = /^(?:-[FTQ]|--(?:form|form-string|upload-file|json|quote))$/;

/** What curl sends from files, and the file that it names after the address. */
function accessFiles(
  read: ReadArguments,
  addresses: readonly (Argument | undefined)[],
  scope: Scope,
): void {
  const { effects, cwd } = scope;
  for (const { spec, value } of read.options) {
    const file =
      spec.name === "-T" || spec.name === "--upload-file"
        ? value?.text
        : /^(?:-[dFH]|--(?:data.*|form|json|header|url-query))$/.test(spec.name)
          ? /^(?:[^=]*=)?[@<]([^;]+)/.exec(value?.text ?? "")?.[1]
          : undefined;
    if (file !== undefined) effects.reads(fixed(file), cwd, `${spec.name} reads a file`);
  }
  if (named(read, /^(?:-O|--remote-name.*|-J|--remote-header-name)$/).length === 0) return;
  const isNamedByServer = named(read, /^(?:-J|--remote-header-name|--output-dir)$/).length > 0;
  for (const address of addresses) {
    const file = isNamedByServer ? "." : /([^/?#]+)(?:[?#].*)?$/.exec(address?.text ?? "/.")?.[1];
    effects.access(effects.locate(fixed(file ?? "."), cwd), "write", "-O keeps what it loads");
  }
}

/** A web address, or one without a scheme, which is taken to be one. */
function isWeb(address: Argument | undefined): boolean {
  return /^(?:(?:https?|ftps?|file):\/\/|[\w.-]+(?::\d+)?(?:[/?#]|$))/i.test(address?.prefix ?? "");
}

const wget: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  const outputs = named(read, /^(?:-O|--output-document)$/);
  const keepsNothing = outputs.some(
    ({ value }) => value?.text === "-" || value?.text === "/dev/null",
  );
  const looks = named(read, /^--spider$/).length > 0;
  if (read.fault || !(keepsNothing || looks) || read.operands.some((one) => !isWeb(one))) {
    return judgeBySpec(spec, read, scope);
  }
  if (overridesMethod(read)) return scope.effects.cannotTell("a header may stand for a method");
  judgeBySpec({ ...spec, base: "read", tags: ["web"] }, { ...read, operands: [] }, scope);
  for (const address of read.operands) scope.effects.requests(address, "read", `${name} loads it`);
};

/** HTTPie: an upper-case word is the method; data among the operands makes it POST. */
const httpie: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  const first = read.operands[0];
  const hasMethod = first?.text === undefined || /^[A-Z]+$/.test(first.text);
  const [address, ...items] = read.operands.slice(hasMethod ? 1 : 0);
  const isQuery = items.every(({ text }) => /^[\w-]+(?:==|:(?!=))/.test(text ?? ""));
  const fault = hasMethod ? methodFault(first, name) : undefined;
  const ignoresInput = named(read, /^(?:-I|--ignore-stdin)$/).length > 0;
  const sendsInput = scope.fed && !hasMethod && !ignoresInput;
  const sends = isQuery && !sendsInput ? fault : `${name} sends data`;
  if (sends) return change(scope, sends, [address]);
  if (items.some(({ text }) => /method/i.test(text?.split(":")[0] ?? "")) || !isWeb(address)) {
    return scope.effects.cannotTell(`${name} with words that are not known`);
  }
  judgeBySpec(spec, { ...read, operands: [] }, scope);
  scope.effects.requests(address, "read", `${name} loads it`);
};

/** `gh api`: fields make a request a POST unless the method says otherwise; GraphQL by its text. */
const githubApi: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  const method = named(read, /^(?:-X|--method)$/).at(-1)?.value;
  const fields = named(read, /^(?:-f|-F|--raw-field|--field)$/);
  const isGraphql = read.operands[0]?.text === "graphql";
  const asks = isGraphql ? asksGraphql(fields) : fields.length === 0 || method !== undefined;
  const sends = asks ? methodFault(method, name) : `${name} sends more than a question`;
  if (sends) return judgeBySpec({ ...spec, base: "write" }, read, scope);
  if (overridesMethod(read)) return scope.effects.cannotTell("a header may stand for a method");
  judgeBySpec(spec, read, scope);
};

/** One field is the document; a second one, or a name made at run time, may replace it. */
function asksGraphql(fields: readonly FoundOption[]): boolean {
  const documents = fields.filter(({ value }) => !/^(?!query\b)\w+[=[]/.test(value?.prefix ?? ""));
  return documents.length === 1 && isGraphqlQuery(documents[0]?.value?.text);
}

/** Only a query: no other operation stands in the text, not even in a comment or a string. */
function isGraphqlQuery(field: string | undefined): boolean {
  const text = /^query=([\s\S]*)$/.exec(field ?? "")?.[1];
  return (
    text !== undefined && /^\s*(?:query\b|\{)/.test(text) && !/mutation|subscription/i.test(text)
  );
}

export const WEB_CLIENTS: ReadonlyMap<string, SpecialCommand> = new Map([
  ["curl", curl],
  ["wget", wget],
  ["http", httpie],
  ["https", httpie],
  ["xh", httpie],
  ["xhs", httpie],
  ["gh api", githubApi],
]);
