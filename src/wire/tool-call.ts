import {
  acceptedContent,
  type ClientCapabilities,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { RootsNeeded, type ConsentNeeded, type ToolContext } from "../tools/tool.js";

/**
 * How long the answer waits behind the last progress message, in milliseconds. Clients drop the
 * listener with the answer: sent together, most of the last messages were lost, after 5 ms none.
 */
export const PROGRESS_GAP_MS = 5;

/** How long the user may think about a question, in seconds. */
const ANSWER_SECONDS_MAX = 600;

const CONSENT = "consent";
const ROOTS = "roots";
const consentForm = z.object({
  run: z.boolean().describe("Run these calls").meta({ title: "Run" }),
});

/** Signs what a question was about: the client carries it, and must not be able to change it. */
export const questionState = createRequestStateCodec<string>({
  key: randomBytes(32),
  ttlSeconds: ANSWER_SECONDS_MAX,
});

/** One call's way back to its caller: its progress, and its questions to the user. */
export class ToolCall {
  readonly #context: ServerContext;
  readonly #server: McpServer;
  #sent = 0;
  #lastSent: Promise<void> | undefined;

  constructor(server: McpServer, context: ServerContext) {
    this.#server = server;
    this.#context = context;
  }

  /** What the tool is given. */
  forTool(): ToolContext {
    const { mcpReq, sessionId } = this.#context;
    return {
      signal: mcpReq.signal,
      owner: sessionId ?? "user",
      ...(mcpReq._meta?.progressToken !== undefined && { progress: this.#progress }),
      ...(this.#can("elicitation") && { consent: this.#consent }),
      ...(this.#can("roots") && { roots: this.#roots }),
    };
  }

  /** The answer that makes the client ask its user, or tell its folders, and call again. */
  async question(needs: ConsentNeeded | RootsNeeded) {
    if (needs instanceof RootsNeeded) {
      return inputRequired({ inputRequests: { [ROOTS]: inputRequired.listRoots() } });
    }
    const { message, subject } = needs;
    const ask = inputRequired.elicit({ message, requestedSchema: consentForm });
    return inputRequired({
      inputRequests: { [CONSENT]: ask },
      requestState: await questionState.mint(subject, this.#context),
    });
  }

  /** Resolves when what was said of the progress has had time to arrive. */
  async progressArrived(): Promise<void> {
    if (this.#lastSent === undefined) return;
    await this.#lastSent;
    await new Promise((resolve) => setTimeout(resolve, PROGRESS_GAP_MS));
  }

  readonly #progress = (done: number, total: number, message: string): void => {
    const progressToken = this.#context.mcpReq._meta?.progressToken;
    if (progressToken === undefined || done <= this.#sent) return;
    this.#sent = done;
    const params = { progressToken, progress: done, total, message };
    const sending = this.#context.mcpReq.notify({ method: "notifications/progress", params });
    // A caller that has gone needs no progress; its own end is noticed elsewhere.
    this.#lastSent = sending.catch(() => {});
  };

  readonly #consent = (subject: string): boolean | undefined => {
    const { mcpReq } = this.#context;
    if (mcpReq.requestState<string>() !== subject) return undefined;
    if (inputResponse(mcpReq.inputResponses, CONSENT).kind === "missing") return undefined;
    return acceptedContent(mcpReq.inputResponses, CONSENT, consentForm)?.run === true;
  };

  readonly #roots = (): string[] | undefined => {
    const told = inputResponse(this.#context.mcpReq.inputResponses, ROOTS);
    return told.kind === "roots" ? told.roots.flatMap(({ uri }) => pathOf(uri)) : undefined;
  };

  #can(ability: "elicitation" | "roots"): boolean {
    // On the 2026 era every request declares what its client can do; before, the connection did.
    const envelope = this.#context.mcpReq.envelope as Record<string, unknown> | undefined;
    const declared = envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
    const capabilities = declared ?? this.#server.server.getClientCapabilities();
    return capabilities?.[ability] !== undefined;
  }
}

/** A folder of this machine, if that is what the address names. */
function pathOf(uri: string): string[] {
  try {
    return [fileURLToPath(uri)];
  } catch {
    return [];
  }
}
