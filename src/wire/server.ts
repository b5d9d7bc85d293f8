import { McpServer, type McpServerFactory } from "@modelcontextprotocol/server";
import { memorySkillFiles, SkillsExtension } from "@modelcontextprotocol/server/ext/skills";
import type { Guidance } from "../tools/guidance.js";
import type { Tool } from "../tools/tool.js";
import { registerPrompts } from "./prompts.js";
import { type Report, registerTool } from "./register-tool.js";
import { registerReferences } from "./resources.js";
import { questionState } from "./tool-call.js";

/** The most array items and object members a tool's arguments may hold together. */
export const INPUT_ELEMENTS_MAX = 5_000;

/** What never changes between releases may be kept by the client for an hour (in milliseconds). */
const STATIC = { ttlMs: 3_600_000, cacheScope: "public" } as const;

/** What is offered stays the same while the server runs, so no client need listen for changes. */
const FIXED = { listChanged: false } as const;

/** All that a server is made of; one value serves every connection and both transports. */
export interface ServerParts {
  version: string;
  tools: readonly Tool[];
  guidance: Guidance;
  report: Report;
}

/**
 * Loads what all connections share, once, and answers the factory that the SDK calls for each
 * stdio connection and for each HTTP request. A broken skill folder rejects here, at start.
 */
export async function createServerFactory(parts: ServerParts): Promise<McpServerFactory> {
  const { version, tools, guidance, report } = parts;
  const skills = await SkillsExtension.load(memorySkillFiles(guidance.skillFiles), {
    strict: true,
    cacheHint: STATIC,
  });
  return () => {
    const server = new McpServer(
      { name: "signalbox", title: "signalbox", version },
      {
        instructions: guidance.instructions,
        capabilities: { logging: {}, tools: FIXED, prompts: FIXED, resources: FIXED },
        maxToolInputElements: INPUT_ELEMENTS_MAX,
        requestState: { verify: (state, context) => questionState.verify(state, context) },
        cacheHints: {
          "tools/list": STATIC,
          "prompts/list": STATIC,
          "resources/list": STATIC,
          "resources/templates/list": STATIC,
          "resources/read": STATIC,
          "server/discover": STATIC,
        },
      },
    );
    for (const tool of tools) registerTool(server, tool, report);
    registerReferences(server, guidance);
    registerPrompts(server, guidance);
    skills.attach(server);
    return server;
  };
}
