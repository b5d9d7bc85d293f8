import { compileLibrary } from "../../src/knowledge/compile.ts";
import type { Texts } from "../../src/knowledge/compile.ts";
import { REFERENCE_IDS } from "../../src/knowledge/library.ts";
import type { Library, ReferenceId } from "../../src/knowledge/library.ts";

const SKILL = `---
name: manage-concurrency
description: Guidance on concurrency.
metadata:
  version: "1"
  triggers: "mutex, rate limit,
    fan-out fan-in"
---

# Managing concurrency

## Choosing

| Need | TypeScript | Python |
| --- | --- | --- |
| Run all, fail if any fails | \`Promise.all\` | \`TaskGroup\` |
| Limited concurrency | \`p-limit\` | \`asyncio.Semaphore(n)\` |
| A union | \`A \\| B\` | \`A \\| B\` |

## Checklist

- [ ] Rate limits respected: a token bucket
      for every external API
- [ ] Backpressure for producers

## When to Escalate

- **Distributed concurrency** -- a distributed lock is needed.
- **Persistent deadlocks** -- they recur.
`;

/** A page of a few sections: a fence with a blank line in it, a table, two levels of headings. */
function pageText(id: ReferenceId): string {
  const title = id.replaceAll("-", " ");
  return `---
id: ${id}
title: "${title}: a page"
triggers: [${title}]
symptoms: [it hangs]
sources:
  - { title: A source, url: "https://example.org/${id}" }
checked-on: 2026-11-23
---

# ${title}

What the page is about.

## Choose

| need | take |
| --- | --- |
| one | this |

### When ${title} is large

Large things of ${title}.

## Code of \`${id}\`

\`\`\`ts
const first = 1;

const second = 2;
\`\`\`

Done.
`;
}

/** Texts that compile; a test changes one thing in them. */
export function texts(): Texts & { references: Map<string, string> } {
  return {
    skill: SKILL,
    references: new Map(REFERENCE_IDS.map((id) => [`${id}.md`, pageText(id)])),
  };
}

export function library(): Library {
  return compileLibrary(texts());
}
