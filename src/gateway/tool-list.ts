import { createHash } from "node:crypto";
import type { Tool } from "@modelcontextprotocol/client";
import type { ToolDefinition } from "../classify/tool-schema.js";
import { cleanText } from "./clean-text.js";
import { isDeeper } from "./nesting.js";

/** The most tools of one server; what comes behind is left out. */
const TOOLS_MAX = 512;

const NAME_CHARACTERS_MAX = 128;
const DESCRIPTION_CHARACTERS_MAX = 8_192;
const SCHEMA_BYTES_MAX = 64 * 1_024;
const SCHEMA_NESTING_MAX = 64;

/** A tool of a server, made fit to be shown and judged. */
export interface GatewayTool {
  readonly definition: ToolDefinition & {
    readonly title?: string;
    readonly outputSchema?: unknown;
  };
  /** SHA-256 of the definition as the server gave it. */
  readonly hash: string;
  /** It was defined differently when it was first seen; nothing it says should be trusted. */
  readonly isChanged: boolean;
  /** Something that cannot be seen was taken out of its texts, or they were cut. */
  readonly isCleaned: boolean;
}

/** The tools of a server, and those that cannot be used, with the reason. */
export interface ToolList {
  readonly tools: readonly GatewayTool[];
  readonly leftOut: readonly { readonly name: string; readonly because: string }[];
}

/** The definitions a server gave, within bounds; `pins` remembers how each was first seen. */
export function readTools(given: readonly Tool[], pins: Map<string, string>): ToolList {
  const tools = new Map<string, GatewayTool>();
  const leftOut: { name: string; because: string }[] = [];
  for (const tool of given) {
    const because = tools.size >= TOOLS_MAX ? `more than ${TOOLS_MAX} tools` : faultOf(tool, tools);
    const name = cleanText(tool.name, NAME_CHARACTERS_MAX);
    if (because === undefined) tools.set(tool.name, readTool(tool, pins));
    else if (leftOut.length < TOOLS_MAX) leftOut.push({ name, because });
  }
  return { tools: [...tools.values()], leftOut };
}

function faultOf(tool: Tool, known: ReadonlyMap<string, unknown>): string | undefined {
  const { name, inputSchema, outputSchema } = tool;
  if (name === "" || name.length > NAME_CHARACTERS_MAX) {
    return `its name is not 1 to ${NAME_CHARACTERS_MAX} characters long`;
  }
  if (/\s/.test(name) || cleanText(name) !== name) return "its name holds what cannot be seen";
  if (known.has(name)) return "another tool of the server has the same name";
  // Asked first, and without recursion: all that follows would run out of stack.
  if (isDeeper([inputSchema, outputSchema], SCHEMA_NESTING_MAX)) {
    return `its schemas are nested more than ${SCHEMA_NESTING_MAX} deep`;
  }
  const bytes = Buffer.byteLength(JSON.stringify([inputSchema, outputSchema]));
  if (bytes > SCHEMA_BYTES_MAX)
    return `its schemas have ${bytes} bytes, at most ${SCHEMA_BYTES_MAX}`;
  return undefined;
}

function readTool(tool: Tool, pins: Map<string, string>): GatewayTool {
  const { name, inputSchema, outputSchema } = tool;
  const hash = hashOf(tool);
  const first = pins.get(name) ?? hash;
  pins.set(name, first);
  const description = cleaned(tool.description, DESCRIPTION_CHARACTERS_MAX);
  const title = cleaned(tool.title ?? tool.annotations?.title, NAME_CHARACTERS_MAX);
  const annotations = { ...tool.annotations };
  delete annotations.title;
  const input = cleanedSchema(inputSchema);
  const output = cleanedSchema(outputSchema);
  return {
    definition: {
      name,
      inputSchema: input.schema,
      ...(title.text !== undefined && { title: title.text }),
      ...(description.text !== undefined && { description: description.text }),
      ...(tool.annotations !== undefined && { annotations }),
      ...(outputSchema !== undefined && { outputSchema: output.schema }),
    },
    hash,
    isChanged: hash !== first,
    isCleaned: [description, title, input, output].some(({ isCleaned }) => isCleaned),
  };
}

function cleaned(text: string | undefined, charactersMax: number) {
  const clean = text === undefined ? undefined : cleanText(text, charactersMax);
  return { text: clean, isCleaned: clean !== text };
}

/** Cleans what a schema says to a reader; its values stay as they are, for they are to be sent. */
function cleanedSchema(given: unknown): { schema: unknown; isCleaned: boolean } {
  let isCleaned = false;
  const visit = (value: unknown, key?: string): unknown => {
    if (typeof value === "string" && (key === "description" || key === "title")) {
      const clean = cleanText(value, DESCRIPTION_CHARACTERS_MAX);
      isCleaned ||= clean !== value;
      return clean;
    }
    if (Array.isArray(value)) return value.map((inner) => visit(inner));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, visit(of, name)]));
  };
  return { schema: visit(given), isCleaned };
}

/** Over all that says what the tool does; icons and `_meta` may change as they like. */
function hashOf({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: Tool): string {
  const parts = [name, title, description, inputSchema, outputSchema, annotations];
  return createHash("sha256").update(canonical(parts)).digest("hex");
}

/** JSON with its keys in order, so that the same definition has the same hash. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
