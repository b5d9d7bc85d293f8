import type { HttpRequest } from "./http-request.js";
import type { Arguments } from "./path-arguments.js";
import type { Surroundings } from "./places.js";
import type { Policies, ServerPolicy } from "./policy.js";
import type { SqlDialect } from "./sql/classify-sql.js";
import { parametersOf, type ToolDefinition } from "./tool-schema.js";

/** One call: of a tool, or of a shell, a database or a web server directly. */
export interface Call {
  readonly tool?: string;
  readonly server?: string;
  readonly command?: string;
  readonly sql?: string;
  readonly dialect?: SqlDialect;
  readonly http?: HttpRequest;
  readonly definition?: ToolDefinition;
  readonly arguments?: Arguments;
}

export interface ClassifyOptions extends Surroundings {
  /** What the user says about servers, by their names. */
  readonly policies?: Policies;
  /** Whether the server of a call is trusted if no policy names it. */
  readonly trusted?: boolean;
}

/** A call of a tool with everything that is known about it in one place. */
export interface ToolInvocation {
  readonly tool: string;
  readonly server: string | undefined;
  /** None if only the tool itself is asked about, not a call of it. */
  readonly args: Arguments | undefined;
  readonly definition: ToolDefinition;
  readonly isDefined: boolean;
  readonly parameters: readonly string[];
  readonly policy: ServerPolicy | undefined;
  readonly trusted: boolean;
  readonly around: Surroundings;
}

/** Splits names such as `mcp__github__create_issue`, and fills in what was left out. */
export function invocationOf(call: Call, options: ClassifyOptions): ToolInvocation | undefined {
  const written = call.tool ?? call.definition?.name;
  if (written === undefined || written === "") return undefined;
  const [, ofName, rest] = /^mcp__(.+?)__(.+)$/s.exec(written) ?? [];
  const server = call.server ?? ofName;
  const tool = rest ?? written;
  const { policies = {} } = options;
  const known = server !== undefined && Object.hasOwn(policies, server);
  const policy = known ? policies[server] : undefined;
  const args = call.arguments;
  const inputSchema = { properties: args ?? {} };
  const definition = call.definition ?? { name: tool, inputSchema };
  const parameters = [...new Set([...parametersOf(definition), ...Object.keys(args ?? {})])];
  return {
    tool,
    server,
    args,
    definition: { ...definition, name: tool },
    isDefined: call.definition !== undefined,
    parameters,
    policy,
    trusted: policy?.trusted ?? options.trusted ?? false,
    around: options,
  };
}
