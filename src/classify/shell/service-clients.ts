import { judgeBySpec, judgeOptions } from "./judge-by-spec.js";
import type { Resource } from "../access.js";
import type { EmbeddedSql } from "./effects.js";
import { readArguments } from "./options.js";
import {
  AWS_OTHERS,
  AWS_READS,
  AWS_SERVICES,
  CLOUD_ASKS,
  CLOUD_FLAGS,
  CLOUD_GROUPS,
  CLOUD_OPTIONS,
  PSQL_SHOWS,
  REDIS_ASKS,
  REDIS_READS,
  SQLITE_SHOWS,
} from "./tables/service-words.js";
import { type Scope, type SpecialCommand, specOf } from "./scope.js";
import type { Argument } from "./words.js";

const CATALOG: Resource = { kind: "sql", path: ["catalog"] };

const psql: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  const commands = read.options.filter(({ spec }) => /^(?:-c|--command)$/.test(spec.name));
  const lists = read.options.some(({ spec }) => /^(?:-l|--list)$/.test(spec.name));
  judgeOptions(spec, read, scope);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  if (commands.length === 0 && !lists) return scope.effects.cannotTell(`${name} reads its input`);
  for (const { value } of commands) {
    if (!PSQL_SHOWS.test(value?.text ?? "")) judgeSql(value, "postgres", name, scope);
    else scope.effects.access([CATALOG], "read", `${name} shows the catalogue`);
  }
  scope.effects.access([{ kind: "service", path: ["postgres"] }], "read", name);
};

const mysql: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  const commands = read.options.filter(({ spec }) => /^(?:-e|--execute)$/.test(spec.name));
  judgeOptions(spec, read, scope);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  if (commands.length === 0) return scope.effects.cannotTell(`${name} reads its input`);
  for (const { value } of commands) judgeSql(value, "mysql", name, scope);
  scope.effects.access([{ kind: "service", path: ["mysql"] }], "read", name);
};

const sqlite: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments({ ...spec, repeatAt: 1 }, args);
  const [database, ...commands] = read.operands;
  judgeOptions(spec, read, scope);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  if (commands.length === 0 || database === undefined) {
    return scope.effects.cannotTell(`${name} reads its input`);
  }
  for (const command of commands) {
    if (SQLITE_SHOWS.test(command.text?.trim() ?? "")) continue;
    judgeSql(command, "sqlite", name, scope, scope.effects.locate(database, scope.cwd));
  }
  scope.effects.reads(database, scope.cwd, `${name} opens a database`);
};

function judgeSql(
  value: Argument | undefined,
  dialect: EmbeddedSql["dialect"],
  name: string,
  scope: Scope,
  files: readonly Resource[] = [],
): void {
  // In mysql `\G` ends a statement as a semicolon does; within quotes it is a letter.
  const text = dialect === "mysql" ? value?.text?.replaceAll(/\\[gG]/g, ";") : value?.text;
  if (text === undefined) return scope.effects.cannotTell(`${name} with SQL made at run time`);
  if (/^\s*[\\.]/.test(text) || (dialect === "mysql" && /\\[^'"\\nrt%_0]/.test(text))) {
    return scope.effects.cannotTell(`${name} with a command of its own: ${text.slice(0, 40)}`);
  }
  scope.effects.sql.push({ text, dialect, files, because: `${name} runs SQL` });
}

const redis: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args, true);
  const texts = read.operands.map((operand) => operand.text ?? "");
  const asks = REDIS_READS.test(texts[0] ?? "") || REDIS_ASKS.test(`${texts[0]}/${texts[1]}`);
  if (read.fault || (read.operands.length > 0 && !asks)) {
    if (texts[0] && !read.fault && !/^EVAL|^FCALL|^SCRIPT|^FUNCTION/i.test(texts[0])) {
      scope.effects.changes(`${name} ${texts[0]} is not known to only read`);
    }
    return scope.effects.cannotTell(`${name} with a command that is not known to only read`);
  }
  if (read.operands.length === 0) return judgeBySpec(spec, read, scope);
  scope.effects.access([{ kind: "service", path: ["redis"] }], "read", name);
};

/** `aws <service> <operation>`: the operation is the API's own statement of what it does. */
const aws: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args, true);
  const [service = "", operation = "", ...rest] = read.operands.map(({ text }) => text ?? "?");
  const isListed = AWS_SERVICES.test(service) && AWS_READS.test(operation);
  const reads = isListed || AWS_OTHERS.test(`${service}/${operation}`);
  const isFixed = read.operands.every(({ count }) => count === "one") && !rest.includes("?");
  if (read.fault || !reads || !isFixed) return judgeBySpec(spec, read, scope);
  scope.effects.access(
    [{ kind: "service", path: ["aws"] }],
    "read",
    `${name} ${service} ${operation}`,
  );
};

/** `gcloud compute instances list`: a known group, then a verb that asks, then at most one name. */
const cloud: SpecialCommand = (args, scope, name) => {
  const words = cloudWords(args);
  const said = [name, ...(words ?? [])];
  const verb = said.findIndex((word) => /^(?:list|describe|show)$/.test(word));
  const isListed = CLOUD_GROUPS.test(said.slice(0, verb).join("/")) && said.length <= verb + 2;
  if (words === undefined || !((verb > 0 && isListed) || CLOUD_ASKS.test(said.join("/")))) {
    const read = { options: [], operands: args, fault: undefined };
    return judgeBySpec(specOf(name, scope), read, scope);
  }
  scope.effects.access([{ kind: "service", path: [name] }], "read", said.join(" "));
};

/** The words that are no options; undefined when an option is not known to only choose. */
function cloudWords(args: readonly Argument[]): string[] | undefined {
  const words: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const text = args[at]?.text;
    if (text === undefined) return undefined;
    if (!text.startsWith("-")) {
      words.push(text);
      continue;
    }
    const option = text.replace(/=.*/s, "");
    if (!CLOUD_OPTIONS.test(option)) return undefined;
    if (!text.includes("=") && !CLOUD_FLAGS.test(option)) at += 1;
  }
  return words;
}

export const SERVICE_CLIENTS: ReadonlyMap<string, SpecialCommand> = new Map([
  ["psql", psql],
  ["mysql", mysql],
  ["mariadb", mysql],
  ["sqlite3", sqlite],
  ["redis-cli", redis],
  ["valkey-cli", redis],
  ["aws", aws],
  ["gcloud", cloud],
  ["az", cloud],
]);
