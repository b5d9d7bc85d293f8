import * as z from "zod";
import { choosePatterns } from "../scaffold/choose.js";
import { ScaffoldError } from "../scaffold/fault.js";
import { generateScaffold, LIMIT_MAX, TIMEOUT_MS_MAX } from "../scaffold/generate.js";
import { type Catalogue, LANGUAGES, type Scaffold, VARIANTS } from "../scaffold/pattern.js";
import { defineTool, type Tool } from "./tool.js";

/** A whole number from 1 to `max`; a wrong one is told with what came instead. */
function wholeTo(max: number) {
  const error = ({ input }: { input?: unknown }): string =>
    `a whole number from 1 to ${max}; received ${String(input).slice(0, 60)}`;
  return z.number({ error }).int({ error }).min(1, { error }).max(max, { error });
}

const input = z.strictObject({
  need: z.string().trim().min(1).max(500).describe("Pattern id, or the need in words"),
  language: z.enum(LANGUAGES),
  variant: z.enum(VARIANTS).default("standalone"),
  name: z.string().max(64).optional().describe("Identifier for the example's function"),
  limit: wholeTo(LIMIT_MAX).optional(),
  timeoutMs: wholeTo(TIMEOUT_MS_MAX).optional(),
  onError: z.enum(["fail-fast", "settle"]).optional(),
});

const output = z.looseObject({
  pattern: z.string(),
  command: z.string(),
});

/** Hands out a pattern's tested code, chosen by id or by what is needed. */
export function createScaffoldTool(load: () => Promise<Catalogue>): Tool {
  return defineTool({
    name: "scaffold",
    title: "Get tested concurrency code",
    description:
      "Hands out tested concurrency code in TypeScript or Python: semaphore, scope, bounded map, " +
      "channel, rate limiters, retry, locks, breaker, worker pool, SQL locking, pool sizing, " +
      "tool dispatcher, shutdown. Give a pattern id or the need in words; get code, test, " +
      "example, invariants, pitfalls, and a command that writes the files for you.",
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input,
    output,
    deadlineMs: 2_000,
    run: async ({ need, ...settings }) => {
      const catalogue = await load();
      const [best, runnerUp] = choosePatterns(catalogue.patterns, need);
      if (best === undefined) {
        const ids = catalogue.patterns.map(({ id }) => id).join(", ");
        throw new ScaffoldError("unknown-pattern", `need: nothing fits; one of ${ids}`);
      }
      const scaffold = generateScaffold(catalogue, { pattern: best.id, ...settings });
      const { files, dependencies, invariants, pitfalls, section } = scaffold;
      const value = {
        pattern: best.id,
        ...(runnerUp !== undefined && { runnerUp: runnerUp.id }),
        files,
        dependencies,
        invariants,
        pitfalls,
        reference: best.reference,
        section,
        install: installCommand(scaffold),
        command: commandFor(scaffold, settings),
      };
      return { text: render(value), value: output.parse(value) };
    },
  });
}

function commandFor(
  { pattern, language, variant }: Scaffold,
  settings: Partial<
    Record<"name" | "limit" | "timeoutMs" | "onError", string | number | undefined>
  >,
): string {
  const flags = [
    ["--name", settings.name],
    ["--limit", settings.limit],
    ["--timeout-ms", settings.timeoutMs],
    ["--on-error", settings.onError],
  ]
    .filter(([, value]) => value !== undefined)
    .map(([flag, value]) => ` ${flag} ${value}`)
    .join("");
  const kind = variant === "library" ? " --variant library" : "";
  return `signalbox scaffold ${pattern} --language ${language}${kind}${flags} --out DIR`;
}

/** What installs the dependencies at the versions that the tests ran with. */
function installCommand({ language, dependencies }: Scaffold): string {
  const entries = Object.entries(dependencies);
  if (entries.length === 0) return "nothing; no dependencies";
  if (language === "typescript") {
    return `npm install ${entries.map(([name, version]) => `${name}@${version}`).join(" ")}`;
  }
  return `pip install ${entries.map(([name, version]) => `"${name}==${version}"`).join(" ")}`;
}

interface Rendered extends Pick<
  Scaffold,
  "pattern" | "files" | "invariants" | "pitfalls" | "section"
> {
  runnerUp?: string;
  reference: string;
  install: string;
  command: string;
}

function render(value: Rendered): string {
  const fence = (name: string): string => (name.endsWith(".py") ? "python" : "ts");
  return [
    `Pattern ${value.pattern}`,
    ...(value.runnerUp === undefined ? [] : [`Runner-up: ${value.runnerUp}`]),
    `Write the files: ${value.command}`,
    `Install: ${value.install}`,
    `The test proves:\n${value.invariants.map((each) => `- ${each}`).join("\n")}`,
    `Pitfalls:\n${value.pitfalls.map((each) => `- ${each}`).join("\n")}`,
    `More: read_reference id=${value.reference} section=${value.section}`,
    ...value.files.map(
      ({ name, role, text }) => `${name} (${role})\n\`\`\`${fence(name)}\n${text}\`\`\``,
    ),
  ].join("\n\n");
}
