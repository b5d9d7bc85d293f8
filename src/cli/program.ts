import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { FORMAT_NAMES } from "../checklist/formats/format.js";
import { THRESHOLDS } from "../checklist/threshold.js";
import type { AuditOptions } from "./audit-tools.js";
import type { CheckOptions } from "./check.js";
import { CONNECT_HELP } from "./connect-help.js";
import type { LedgerCommandOptions } from "./ledger.js";
import { VARIANTS } from "../scaffold/pattern.js";
import type { ScaffoldOptions } from "./scaffold.js";
import type { ServeOptions } from "./serve.js";
import { EXIT, type Surroundings } from "./surroundings.js";

/** Parses and runs the command line; a wrong one answers 2 after commander has said why. */
export async function runProgram(surroundings: Surroundings): Promise<number> {
  const { args } = surroundings;
  try {
    const words = args.length === 0 ? ["--help"] : [...args];
    const result = { code: EXIT.ok };
    await createProgram(surroundings, result).parseAsync(words, { from: "user" });
    return result.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

/**
 * The command line's grammar; each action loads and calls one command with checked options. No
 * command is loaded for the sake of another: most of the time of a short one is loading.
 */
function createProgram(surroundings: Surroundings, result: { code: number }): Command {
  const { stdout, stderr } = surroundings;
  const program = new Command("signalbox")
    .description("Concurrency for coding agents: guidance over MCP and on the command line.")
    .version(surroundings.version)
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    })
    .addHelpText("after", CONNECT_HELP)
    .exitOverride();
  addServe(program, surroundings);
  addRoute(program, surroundings);
  addRead(program, surroundings);
  addScaffold(program, surroundings);
  addClassify(program, surroundings);
  addLedger(program, surroundings, result);
  addCheck(program, surroundings, result);
  addAuditTools(program, surroundings, result);
  return program;
}

function addServe(program: Command, surroundings: Surroundings): void {
  program
    .command("serve")
    .description("serve MCP: over stdio, or with --http on this machine's loopback address")
    .option("--http", "serve over HTTP at /mcp instead of stdio")
    .option("--port <number>", "port for --http, 0 to 65535 (0: the system chooses)", port, 8931)
    .addOption(
      new Option("--token <secret>", "bearer token every HTTP request must carry").env(
        "SIGNALBOX_TOKEN",
      ),
    )
    .option("--config <file>", "JSON with the mcpServers that batches may call")
    .option("--project", "take them from .mcp.json in this folder; it decides what is started")
    .option("--root <folder...>", "folders that run_checklist may read, instead of the client's")
    .action(async ({ http, ...options }: ServeCommandOptions) => {
      if (http === undefined) {
        const { serveOverStdio } = await import("./serve.js");
        await serveOverStdio(surroundings, options);
        return;
      }
      const { serveOverHttp } = await import("./serve-http.js");
      await serveOverHttp(surroundings, options);
    });
}

function addRoute(program: Command, surroundings: Surroundings): void {
  program
    .command("route [question...]")
    .description("find the reference for a question, symptom, error message or piece of code")
    .option("--json", "print the whole answer as one JSON value")
    .option("--stdin", 'answer JSON lines {"query":"…"} from stdin, one JSON line for each')
    .action(
      async (question: string[], options: { json?: true; stdin?: true }, command: Command) => {
        const { printRoute, routeLines } = await import("./route.js");
        if (options.stdin !== undefined) return routeLines(surroundings);
        if (question.length === 0) return command.error("error: give a question, or --stdin");
        return printRoute(surroundings, question.join(" "), options.json === true);
      },
    );
}

function addRead(program: Command, surroundings: Surroundings): void {
  program
    .command("read <reference> [section]")
    .description("print a reference, or one of its sections")
    .option("--outline", "print its headings only")
    .option("--query <text>", "print the sections that answer this")
    .option("--json", "print the whole answer as one JSON value")
    .action(async (id: string, section: string | undefined, options: ReadOptions) => {
      const { json = false, outline, query } = options;
      const part = {
        ...(section && { section }),
        ...(query && { query }),
        ...(outline && { outline }),
      };
      const { printReference } = await import("./read.js");
      return printReference(surroundings, { id, ...part }, json);
    });
}

function addScaffold(program: Command, surroundings: Surroundings): void {
  program
    .command("scaffold [need...]")
    .description("print or write tested code for a pattern; without a need, list the patterns")
    .addOption(
      new Option("--language <language>", "ts or python")
        .choices(["ts", "typescript", "python"])
        .default("typescript"),
    )
    .addOption(new Option("--variant <variant>").choices(VARIANTS).default("standalone"))
    .option("--name <identifier>", "name of the example's function")
    .option("--limit <number>", "how many at once, or how large", Number)
    .option("--timeout-ms <number>", "time limit in milliseconds", Number)
    .addOption(new Option("--on-error <policy>").choices(["fail-fast", "settle"]))
    .option("--out <folder>", "write the files there instead of printing them")
    .option("--force", "overwrite files that exist")
    .option("--json", "print the whole answer as one JSON value")
    .action(async (need: string[], options: ScaffoldCommandOptions, command: Command) => {
      if (options.force && options.out === undefined) command.error("error: --force needs --out");
      const language = options.language === "python" ? "python" : "typescript";
      const { scaffoldCommand } = await import("./scaffold.js");
      return scaffoldCommand(surroundings, need.join(" "), { ...options, language });
    });
}

function addClassify(program: Command, surroundings: Surroundings): void {
  program
    .command("classify [command...]")
    .description("say what a shell command reads and writes; nothing is run")
    .option("--json", "print the whole answer as one JSON value")
    .option("--stdin", "answer JSON lines from stdin: a command, sql, http request or tool call")
    .action(async (words: string[], options: { json?: true; stdin?: true }, command: Command) => {
      const { classifyLines, printClassified } = await import("./classify.js");
      if (options.stdin !== undefined) return classifyLines(surroundings);
      if (words.length === 0) return command.error("error: give a command, or --stdin");
      return printClassified(surroundings, words.join(" "), options.json === true);
    });
  program
    .command("plan")
    .description("say which calls of a batch may overlap, and why the others may not")
    .requiredOption("--stdin", 'answer JSON lines {"root":"/abs","calls":[…]} from stdin')
    .action(async () => {
      const { planLines } = await import("./classify.js");
      return planLines(surroundings);
    });
}

function addLedger(program: Command, surroundings: Surroundings, result: { code: number }): void {
  program
    .command("ledger")
    .description(
      "list calls that run or whose outcome nobody knows; exits with 3 if there are such",
    )
    .option("--json", "print the whole answer as one JSON value")
    .option("--all", "also list calls that have ended and that never started")
    .option("--resolve <id>", "note that somebody has looked after this call")
    .action(async (options: LedgerCommandOptions) => {
      const { ledgerCommand } = await import("./ledger.js");
      result.code = await ledgerCommand(surroundings, options);
    });
}

function addCheck(program: Command, surroundings: Surroundings, result: { code: number }): void {
  program
    .command("check [path...]")
    .description("judge TypeScript, JavaScript and Python code against the checklist's 15 items")
    .addOption(new Option("--format <format>").choices(FORMAT_NAMES).default("text"))
    .option("--json", "the same as --format json")
    .option("--all", "show findings of medium and low confidence too")
    .addOption(
      new Option("--fail-on <threshold>", "exit 1 from this kind of finding on")
        .choices(THRESHOLDS)
        .default("fail"),
    )
    .option("--changed", "only findings on lines that are not committed yet")
    .option("--base <ref>", "only findings on lines that changed since this commit or branch")
    .option("--no-types", "do without what needs types, which takes longest")
    .option("--root <folder...>", "read nothing outside these folders")
    .option("--config <file>", "levels of rules and ignored paths, not signalbox.config.json's")
    .option("--baseline <file>", "leave out the findings that this file knows; tell what is fixed")
    .option("--update-baseline", "write what is found now to the --baseline file, and pass")
    .option("--list-rules", "list all rules by item, our own and borrowed, instead of checking")
    .option("--explain <rule>", "say what a rule looks for and why, with examples")
    .action(async (paths: string[], options: CheckCommandOptions, command: Command) => {
      const { listRules, explain, json = options.format === "json" } = options;
      if (listRules || explain !== undefined) {
        const { explainCommand, listRulesCommand } = await import("./rules.js");
        result.code =
          explain === undefined
            ? listRulesCommand(surroundings, json)
            : explainCommand(surroundings, explain, json);
        return;
      }
      const { checkCommand, wrongOptions } = await import("./check.js");
      const wrong = wrongOptions(paths, options);
      if (wrong !== undefined) command.error(`error: ${wrong}`);
      result.code = await checkCommand(surroundings, paths, options);
    });
}

function addAuditTools(
  program: Command,
  surroundings: Surroundings,
  result: { code: number },
): void {
  program
    .command("audit-tools")
    .description("list the tools of your MCP servers: our verdict beside their authors' hints")
    .option("--config <file>", "JSON with the mcpServers to look at; they are started")
    .option("--project", "take them from .mcp.json in this folder; it decides what is started")
    .option("--json", "print the whole answer as one JSON value")
    .action(async (options: AuditOptions, command: Command) => {
      const { config, project } = options;
      if (config === undefined && project === undefined) {
        command.error("error: give --config FILE, or --project");
      }
      const { auditToolsCommand } = await import("./audit-tools.js");
      result.code = await auditToolsCommand(surroundings, options);
    });
}

interface ServeCommandOptions extends ServeOptions {
  http?: true;
  port: number;
  token?: string;
}

type ScaffoldCommandOptions = ScaffoldOptions & { language: string };

interface CheckCommandOptions extends CheckOptions {
  listRules?: true;
  explain?: string;
}

interface ReadOptions {
  outline?: boolean;
  query?: string;
  json?: boolean;
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError(`port must be a whole number from 0 to 65535, not ${text}.`);
}
