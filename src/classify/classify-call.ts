import type { Confidence, Judgement, Mode, Resource } from "./access.js";
import { EVERYTHING } from "./access.js";
import { invocationOf, type Call, type ClassifyOptions, type ToolInvocation } from "./call.js";
import { dialectOf, judgeCodeArgument, judgeShellText } from "./code-arguments.js";
import { Findings } from "./findings.js";
import { loadGraphql } from "./graphql.js";
import { judgeHttp } from "./http-request.js";
import { judgeDefinition, type DefinitionReading } from "./judge-definition.js";
import { judgeProfile, PAGE, requestOf } from "./judge-profile.js";
import { addFiles, takesPath, type FileEffect } from "./path-arguments.js";
import { urlResource } from "./places.js";
import { applyPolicy, toolPolicy } from "./policy.js";
import { profileOf, type Profile } from "./profiles.js";
import { asksTheWorld, servicePlace } from "./service-places.js";
import { loadSql } from "./sql/classify-sql.js";
import { suggestionsFor } from "./suggestions.js";
import { wordsOf } from "./tool-name.js";
import { oneOf } from "./shell/one-of.js";

/**
 * What a call reads and writes, with the evidence. Whatever could not be judged is a write to
 * everything that the call can reach. It never throws for what a call contains.
 */
export async function classifyCall(call: Call, options: ClassifyOptions = {}): Promise<Judgement> {
  const findings = new Findings();
  if (call.command !== undefined) {
    await judgeShellText(call.command, undefined, options, findings);
    return findings.judgement("proven");
  }
  if (call.sql !== undefined) {
    const classify = await loadSql();
    return classify(call.sql, call.dialect);
  }
  if (call.http !== undefined) {
    judgeHttp(call.http, await loadGraphql(), findings);
    return findings.judgement("inferred");
  }
  const invocation = invocationOf(call, options);
  if (invocation === undefined) {
    findings.says("input", "unknown", "the call names no tool, command, sql or http");
    return findings.judgement("none");
  }
  const confidence = await judgeTool(invocation, findings);
  return confined(findings.judgement(confidence), invocation);
}

async function judgeTool(invocation: ToolInvocation, findings: Findings): Promise<Confidence> {
  const { tool, server = "the caller", args = {}, around, definition } = invocation;
  const policy = toolPolicy(invocation.policy, tool);
  if (policy !== undefined) {
    const complete = applyPolicy(policy, server, args, around, findings);
    if (!complete)
      addPlaces(invocation, findings.verdict === "read-only" ? "read" : "write", findings);
    return "declared";
  }
  const ofDefinition = new Findings();
  const reading = judgeDefinition(definition, invocation.trusted, ofDefinition);
  if (invocation.isDefined) {
    for (const suggestion of suggestionsFor(definition, reading)) findings.suggests(suggestion);
  }
  const profile = usableProfile(invocation);
  if (profile !== undefined) {
    await judgeProfile(profile, invocation, findings);
    // The definition may know more than the name, but only towards caution.
    if (invocation.isDefined && reading.verdict === "stateful" && profile !== "runs-shell") {
      findings.add(ofDefinition.judgement("inferred", []));
    }
    return profile === "runs-shell" ? "proven" : "declared";
  }
  if (await judgeArguments(invocation, reading, findings)) return "proven";
  findings.add(ofDefinition.judgement(reading.confidence, []));
  addPlaces(invocation, reading.verdict === "read-only" ? "read" : "write", findings);
  return reading.confidence;
}

/** Names that mean a known tool by themselves, or come from a server that is known for them. */
function usableProfile({ tool, server, args, isDefined }: ToolInvocation): Profile | undefined {
  if (isDefined && args === undefined) return undefined;
  // A path beside a repository lies on a forge, not on this disk.
  if (args?.["owner"] !== undefined && args["repo"] !== undefined) return undefined;
  const profile = profileOf(tool);
  const reference = /(?:filesystem|files|fs|git|fetch|time|everything|desktop|shell|bash)/i;
  if (server === undefined || reference.test(server)) return profile;
  return wordsOf(tool).length > 1 && profile !== "delegates" ? profile : undefined;
}

/** Judges the arguments that carry code or a request. Returns false if there is none. */
async function judgeArguments(
  invocation: ToolInvocation,
  reading: DefinitionReading,
  findings: Findings,
): Promise<boolean> {
  const { tool, server, args = {}, around, policy } = invocation;
  const { url, method } = args;
  if (typeof url === "string" && typeof method === "string") {
    judgeHttp(requestOf(url, args), await loadGraphql(), findings);
    return true;
  }
  let judged = false;
  const dialect = policy?.dialect ?? dialectOf(server, tool);
  for (const parameter of reading.code) {
    judged = (await judgeCodeArgument(parameter, args, dialect, around, findings)) || judged;
  }
  if (!judged) return false;
  if (!wordsOf(tool).some((word) => RUNS.test(word)) && reading.name === "changes") {
    findings.says("name", "stateful", `${tool} does more than run what it is given`);
  }
  const remote = reading.code.some(
    ({ language }) => language === "graphql" || language === "other",
  );
  if (remote || (server !== undefined && findings.verdict !== "read-only")) {
    const mode = findings.verdict === "read-only" ? "read" : "write";
    findings.accesses(mode, [servicePlace(server, tool, args)], "runs on the server's side");
  }
  return true;
}

const RUNS = oneOf(`run exec execute query eval evaluate invoke call shell bash terminal perform`);

/** Adds what the arguments name: files, addresses, a page, or things of the service. */
function addPlaces(invocation: ToolInvocation, mode: Mode, findings: Findings): void {
  const { tool, server, args = {}, around, parameters } = invocation;
  const words = wordsOf(`${server ?? ""} ${tool}`);
  if (words.some((word) => /^(?:browser|page|puppeteer|playwright|tab|tabs)$/.test(word))) {
    findings.accesses(mode, [PAGE], "uses the browser's current page");
    if (mode === "read") return;
  }
  const { url, owner, repo } = args;
  const address = typeof url === "string" ? urlResource(url) : undefined;
  if (address !== undefined) findings.accesses(mode, [address], `url is ${String(url)}`);
  const onForge = owner !== undefined && repo !== undefined;
  const named =
    !onForge && takesPath(parameters) && addFiles(args, effectOf(words, mode), around, findings);
  if (server === undefined && (named || (mode === "read" && asksTheWorld(tool)))) return;
  findings.accesses(mode, [servicePlace(server, tool, args)], "uses the service behind the tool");
}

function effectOf(words: readonly string[], mode: Mode): FileEffect {
  if (mode === "read") return "read";
  if (words.includes("copy")) return "copy";
  return words.includes("move") || words.includes("rename") ? "move" : "write";
}

/** Keeps the accesses of an isolated server within the server, for everything but the net. */
function confined(judgement: Judgement, { server, policy }: ToolInvocation): Judgement {
  if (policy?.isolated !== true || server === undefined) return judgement;
  const within = (resource: Resource): Resource => {
    if (resource.kind === "url" || resource.kind === "service") return resource;
    const own = resource === EVERYTHING || resource.kind === "everything" ? [] : [resource.kind];
    return { kind: "service", path: [server.toLowerCase(), ...own, ...resource.path] };
  };
  const accesses = judgement.accesses.map((access) => ({
    ...access,
    resource: within(access.resource),
  }));
  return { ...judgement, accesses };
}
