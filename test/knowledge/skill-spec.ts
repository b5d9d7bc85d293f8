import matter from "gray-matter";

/** Source: the specification at https://agentskills.io/specification, front matter. */
const KEYS = "name description license compatibility metadata allowed-tools".split(" ");

/** What the Agent Skills specification forbids in the front matter of a skill in `folder`. */
export function skillFaults(text: string, folder: string): string[] {
  // The options keep gray-matter from answering out of its cache, whose data a caller may change.
  const { data, content } = matter(text, {});
  const {
    name,
    description = "",
    metadata = {},
  } = data as {
    name?: string;
    description?: string;
    metadata?: Record<string, unknown>;
  };
  const faults = Object.keys(data).flatMap((key) =>
    KEYS.includes(key) ? [] : [`${key}: no key of the standard`],
  );
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name ?? "") || (name?.length ?? 0) > 64) {
    faults.push(`name: ${name}, not lowercase words joined by hyphens`);
  }
  if (name !== folder) faults.push(`name: ${name}, not the folder's name ${folder}`);
  if (description.length < 1 || description.length > 1024) {
    faults.push(`description: ${description.length} characters, not 1 to 1024`);
  }
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") faults.push(`metadata.${key}: ${typeof value}, not a string`);
  }
  if (content.trim() === "") faults.push("body: empty");
  return faults;
}
