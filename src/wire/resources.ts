import {
  type McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
} from "@modelcontextprotocol/server";
import type { Guidance } from "../tools/guidance.js";

const MARKDOWN = "text/markdown";

/** Serves each reference as `reference://<id>`, listed, readable and completed by id. */
export function registerReferences(server: McpServer, guidance: Guidance): void {
  const references = new Map(guidance.references.map((reference) => [reference.id, reference]));
  const template = new ResourceTemplate("reference://{id}", {
    list: () => ({
      resources: guidance.references.map(({ id, title, markdown }) => ({
        uri: `reference://${id}`,
        name: id,
        title,
        mimeType: MARKDOWN,
        size: Buffer.byteLength(markdown),
      })),
    }),
    complete: {
      id: (prefix) => [...references.keys()].filter((id) => id.startsWith(prefix)),
    },
  });
  const metadata = { title: "Concurrency references", mimeType: MARKDOWN };
  server.registerResource("reference", template, metadata, (uri, { id }) => {
    const reference = typeof id === "string" ? references.get(id) : undefined;
    if (reference === undefined) throw new ResourceNotFoundError(uri.href);
    return { contents: [{ uri: uri.href, mimeType: MARKDOWN, text: reference.markdown }] };
  });
}
