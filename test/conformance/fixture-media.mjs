/** A PNG of one red pixel, in base64. */
export const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQV" +
  "R42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

/** A WAV file of no samples, in base64. */
export const SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

/** @typedef {import("@modelcontextprotocol/server").CallToolResult} CallToolResult */

/** @param {string} text @returns {{type: "text", text: string}} */
export function text(text) {
  return { type: "text", text };
}

/** @param {string} line @returns {CallToolResult} */
export function answer(line) {
  return { content: [text(line)] };
}
