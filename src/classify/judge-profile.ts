import type { Resource, Verdict } from "./access.js";
import type { ToolInvocation } from "./call.js";
import { judgeCodeArgument } from "./code-arguments.js";
import type { Findings } from "./findings.js";
import { loadGraphql } from "./graphql.js";
import { judgeHttp, type HttpRequest } from "./http-request.js";
import { addFiles, patchedFiles, type Arguments, type FileEffect } from "./path-arguments.js";
import { fileResources, gitIndexLocks, gitResources, type Surroundings } from "./places.js";
import type { Profile } from "./profiles.js";

const FILE_EFFECTS: Partial<Readonly<Record<Profile, FileEffect>>> = {
  "reads-files": "read",
  "searches-files": "search",
  "writes-files": "write",
  "moves-files": "move",
  "copies-files": "copy",
};

const NOTES: Resource = { kind: "session", path: ["notes"] };
/** The page is one: whatever a click does, it does to what the next snapshot shows. */
export const PAGE: Resource = { kind: "session", path: ["browser"] };
const PROCESSES: Resource = { kind: "process", path: [] };

/** Adds what a known tool does with the given arguments. */
export async function judgeProfile(
  profile: Profile,
  { tool, args = {}, around }: ToolInvocation,
  findings: Findings,
): Promise<void> {
  const effect = FILE_EFFECTS[profile];
  if (effect !== undefined) return judgeFiles(effect, tool, args, around, findings);
  const says = (verdict: Verdict, because: string): void =>
    findings.says("profile", verdict, `${tool} ${because}`);
  switch (profile) {
    case "edits-by-command":
      return judgeFiles(
        args["command"] === "view" ? "read" : "write",
        tool,
        args,
        around,
        findings,
      );
    case "patches":
      return judgePatch(tool, args, around, findings);
    case "runs-shell": {
      const name = ["command", "cmd", "commands", "script", "input"].find((key) => key in args);
      const parameter = { name: name ?? "command", language: "shell" } as const;
      const judged = await judgeCodeArgument(parameter, args, "any", around, findings);
      return judged ? undefined : says("unknown", "runs a command that is not given");
    }
    case "runs-code":
      return says("unknown", "runs code that is not judged");
    case "delegates":
      return says("unknown", "leaves the work to something else");
    case "fetches":
    case "requests":
      return judgeRequest(profile, tool, args, findings);
    case "asks-the-web":
      return says("read-only", "asks a search engine");
    case "touches-nothing":
      return says("read-only", "reads and writes nothing");
    case "keeps-notes":
      says("stateful", "keeps notes for the agent");
      return findings.writes([NOTES], "keeps notes");
    case "reads-notes":
      says("read-only", "reads the agent's notes");
      return findings.reads([NOTES], "reads notes");
    case "reads-page":
      says("read-only", "looks at the browser's page");
      return findings.reads([PAGE], "looks at the current page");
    case "changes-page":
      return judgePage(tool, args, around, findings);
    case "reads-processes":
      says("read-only", "looks at running programs");
      return findings.reads([PROCESSES], "looks at running programs");
    case "changes-processes":
      says("stateful", "ends a program");
      return findings.writes([PROCESSES], "ends a program");
    default:
      return judgeGit(profile, tool, args, around, findings);
  }
}

function judgePage(tool: string, args: Arguments, around: Surroundings, findings: Findings): void {
  findings.says("profile", "stateful", `${tool} acts on the browser's page`);
  findings.writes([PAGE], "acts on the current page");
  if (args["filename"] !== undefined) addFiles(args, "write", around, findings);
  if (tool.includes("evaluate")) findings.says("input", "unknown", "runs code in the page");
}

function judgeFiles(
  effect: FileEffect,
  tool: string,
  args: Arguments,
  around: Surroundings,
  findings: Findings,
): void {
  const reads = effect === "read" || effect === "search";
  findings.says(
    "profile",
    reads ? "read-only" : "stateful",
    `${tool} ${reads ? "reads" : "changes"} files`,
  );
  if (!reads && !/create|append|mkdir|make|copy|insert/i.test(tool)) findings.destroys();
  const named = addFiles(args, effect, around, findings);
  if (named || effect === "search") return;
  const root = fileResources(".", around);
  findings.accesses(reads ? "read" : "write", root, "no argument names a file");
}

function judgePatch(tool: string, args: Arguments, around: Surroundings, findings: Findings): void {
  findings.says("profile", "stateful", `${tool} changes files`);
  findings.destroys();
  const text = Object.values(args).find(
    (value) => typeof value === "string" && /^(?:\*\*\* |\+\+\+ |--- )/m.test(value),
  );
  const files = typeof text === "string" ? patchedFiles(text, around) : [];
  const named = addFiles(args, "write", around, findings);
  if (files.length > 0) findings.writes(files, "is named in the patch");
  else if (!named) findings.writes(fileResources(".", around), "the patch names no file");
}

async function judgeRequest(
  profile: Profile,
  tool: string,
  args: Arguments,
  findings: Findings,
): Promise<void> {
  const { url, uri } = args;
  const address = typeof url === "string" ? url : uri;
  const graphql = await loadGraphql();
  if (typeof address === "string") return judgeHttp(requestOf(address, args), graphql, findings);
  if (profile === "requests") {
    return findings.says("profile", "unknown", `${tool} asks an address that is not given`);
  }
  findings.says("profile", "read-only", `${tool} fetches pages`);
  findings.reads([{ kind: "url", path: [] }], "fetches pages that are not named");
}

export function requestOf(url: string, args: Arguments): HttpRequest {
  const { method, headers } = args;
  const body = args["body"] ?? args["data"] ?? args["json"] ?? args["payload"];
  const stated = typeof method === "string" ? { method } : {};
  return { url, ...stated, headers, body };
}

function judgeGit(
  profile: Profile,
  tool: string,
  args: Arguments,
  around: Surroundings,
  findings: Findings,
): void {
  const given = args["repo_path"] ?? args["repository"] ?? args["path"] ?? args["cwd"];
  const directory = typeof given === "string" ? given : ".";
  const repository = gitResources(directory, around);
  const workTree = fileResources(directory, around);
  const reads = profile === "reads-git";
  findings.says(
    "profile",
    reads ? "read-only" : "stateful",
    `${tool} ${reads ? "reads" : "changes"} Git's data`,
  );
  findings.accesses(reads ? "read" : "write", repository, "uses the repository");
  if (profile === "changes-work-tree") {
    findings.destroys();
    return findings.writes(workTree, "changes the files of the work tree");
  }
  if (/status|diff(?!_staged)/.test(tool)) {
    findings.accesses("write", gitIndexLocks(directory, around), "refreshes the index");
  }
  if (/status|diff|add|reset/.test(tool)) findings.reads(workTree, "compares the work tree");
}
