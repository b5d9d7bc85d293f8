import type { Rule } from "../rule.js";

export const storedCancelledClass: Rule = {
  name: "stored-cancelled-class",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!file.all("import").some(({ module }) => /^anyio\b/.test(module))) return [];
    return file.all("assign").flatMap((node) => {
      const { value } = node;
      const meaning = value && file.meaning(value);
      if (!/^(?:anyio\.)?get_cancelled_exc_class(?:\(\))?$/.test(meaning ?? "")) return [];
      const written = file.source(node.target);
      return [
        {
          node,
          message:
            `\`${written}\` is the cancellation of the event loop that runs here, if one runs; ` +
            "under another backend it catches nothing",
          fix: "write `except anyio.get_cancelled_exc_class():` where it is caught",
        },
      ];
    });
  },
};
