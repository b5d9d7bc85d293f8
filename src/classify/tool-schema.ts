import { wordsOf } from "./tool-name.js";
import { oneOf } from "./shell/one-of.js";

/** A tool as its server describes it; whatever the server left out is missing here too. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: unknown;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** Text that a tool runs: it decides about the call, not the name of the tool. */
export interface CodeParameter {
  readonly name: string;
  readonly language: "sql" | "shell" | "graphql" | "other";
}

/** The names of a tool's parameters, from its schema. */
export function parametersOf({ inputSchema }: ToolDefinition): string[] {
  const { properties } = (inputSchema ?? {}) as { properties?: unknown };
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

/** A switch that only something that changes things has a use for: `force`, `dryRun`, `delete`. */
const EFFECT_SWITCH = oneOf(
  `force confirm(?:ed|ation)? dry_?run delete remove reset clear purge kill overwrite upsert
  auto_?(?:apply|fix|ack|commit) mark_?(?:as_?)?(?:read|seen) acknowledge persist`,
  "i",
);

/** The first parameter that switches an effect on or off; texts and numbers switch nothing. */
export function effectSwitch({ inputSchema }: ToolDefinition): string | undefined {
  const { properties } = (inputSchema ?? {}) as { properties?: unknown };
  if (typeof properties !== "object" || properties === null) return undefined;
  const found = Object.entries(properties as Record<string, unknown>).find(
    ([name, schema]) => EFFECT_SWITCH.test(name) && !/string|number|integer/.test(typeOf(schema)),
  );
  return found?.[0];
}

const typeOf = (schema: unknown): string =>
  JSON.stringify((schema as { type?: unknown } | null)?.type) ?? "unknown";

/** Verbs that treat code as a text to look at, and never run it. */
const LOOKS_AT_CODE = oneOf(
  `get list find search describe show validate lint parse analyze analyse review count lookup
  format convert translate detect check generate suggest resolve fetch compare
  transpile create update edit write add set`,
);

const SQL = /^(?:sql|sql_?(?:query|text|string|command|statements?)|raw_?sql|.*_sql|statements?)$/i;
const SHELL = /^(?:command|cmd|commands|shell|shell_?command|command_?line|bash|script_?command)$/i;
const CODE = oneOf(
  `code script javascript js python python_?code source_?code function expression eval
  program snippet cypher cypher_?query gremlin sparql dax powershell lua applescript
  code_?snippet`,
  "i",
);
const QUERY = /^(?:query|queries|q|query_?(?:string|text)|statement)$/i;

const SPEAKS_SQL =
  /\b(?:t-?sql|sql(?:ite)? (?:query|queries|statement|command)|raw sql|cypher|select quer)/i;
const SPEAKS_GRAPHQL = /\bgraph ?ql\b/i;

/** The parameters of a tool whose argument decides about the call. */
export function codeParameters(
  name: string,
  description: string,
  parameters: readonly string[],
): CodeParameter[] {
  const words = wordsOf(name);
  const looksOnly = words.some((word) => LOOKS_AT_CODE.test(word)) && !RUNS.test(words.join(" "));
  return parameters.flatMap((parameter): CodeParameter[] => {
    if (looksOnly) return [];
    if (SQL.test(parameter)) return [{ name: parameter, language: "sql" }];
    if (SHELL.test(parameter)) return [{ name: parameter, language: "shell" }];
    if (CODE.test(parameter)) return [{ name: parameter, language: "other" }];
    if (!QUERY.test(parameter)) return [];
    const said = `${words.join(" ")}. ${description.slice(0, 400)}`;
    if (words.includes("graphql") || SPEAKS_GRAPHQL.test(said)) {
      return [{ name: parameter, language: "graphql" }];
    }
    const speaksSql = words.includes("sql") || SPEAKS_SQL.test(said);
    const speaksCypher = /\bcypher\b/i.test(said);
    if (!speaksSql && !speaksCypher) return [];
    return [{ name: parameter, language: speaksCypher ? "other" : "sql" }];
  });
}

const RUNS = /\b(?:run|exec|execute|eval|evaluate|invoke|call|shell|bash|terminal|console)\b/;

const OUTPUT = new RegExp(
  String.raw`^(?:out(?:put)?[_-]?(?:file|path|dir|directory|folder|name|file[_-]?path|` +
    String.raw`file[_-]?name)|(?:save|download|write|export)[_-]?(?:to|as|path|dir|directory|` +
    String.raw`folder|file|location|to[_-]?file|file[_-]?path)|` +
    String.raw`dest(?:ination)?(?:[_-]?(?:path|file|dir|directory|folder))?)$`,
);
const CAPTURES =
  /\b(?:screenshot|pdf|export|download|capture|save|record|video|trac(?:e|ing)|storage state)\b/;

/** The parameter that makes a tool leave a file behind, whatever its name says. */
export function outputParameter(name: string, parameters: readonly string[]): string | undefined {
  const camelless = (parameter: string): string =>
    parameter.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
  const captures = CAPTURES.test(wordsOf(name).join(" "));
  return parameters.find((parameter) => {
    const plain = camelless(parameter);
    return OUTPUT.test(plain) || (captures && /^(?:file_?name|file_?path|path)$/.test(plain));
  });
}
