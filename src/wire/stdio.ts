import type { McpServerFactory } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio as serve } from "@modelcontextprotocol/server/stdio";
import type { Readable, Writable } from "node:stream";
import type { Report } from "./register-tool.js";

/** The longest line a client may send, in bytes; a longer one ends the connection. */
export const LINE_BYTES_MAX = 1 << 20;

/**
 * Serves one client over a pair of streams until the input ends or `close` is called. The input is
 * destroyed at the end whatever the cause, a line too long among them, so its owner can wait for
 * its `close` event.
 */
export function serveStdio(
  factory: McpServerFactory,
  streams: { input: Readable; output: Writable; report: Report },
): { close(): Promise<void> } {
  const { input, output, report } = streams;
  const transport = new StdioServerTransport(input, output, { maxBufferSize: LINE_BYTES_MAX });
  const closeTransport = transport.close.bind(transport);
  transport.close = async () => {
    await closeTransport();
    input.destroy();
  };
  return serve(factory, { transport, onerror: (error) => report(`stdio: ${error.message}`) });
}
