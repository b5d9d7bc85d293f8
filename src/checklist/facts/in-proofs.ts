import type { SourceFile } from "../ir/source-file.js";

const TEST_FILE = new RegExp(
  "(?:^|/)(?:test_[^/]*|[^/]*_test|conftest|tests?|testing)\\.py$|" +
    "(?:\\.(?:test|spec)|/tests?)\\.[cm]?[jt]sx?$",
);
const PROOF_FOLDER =
  /^(?:tests?|testing|__tests__|spec|e2e|benchmarks?|examples?|samples?|demos?)$/;
/** A project may itself lie in a folder of that name, so only the nearest ones count. */
const FOLDERS_LOOKED_AT = 3;

/** Tests, by the name of their file: they serve nobody else while they wait. */
export const isTestFile = ({ path }: SourceFile): boolean => TEST_FILE.test(path);

/** Tests and examples, by the names of file and folders: whoever runs them sees that they hang. */
function isProof(file: SourceFile): boolean {
  const folders = file.path.split("/").slice(0, -1).slice(-FOLDERS_LOOKED_AT);
  return isTestFile(file) || folders.some((folder) => PROOF_FOLDER.test(folder));
}

/** What a finding about waiting, or about what is left open, counts for in a test or an example. */
export const inTests = (file: SourceFile) =>
  isProof(file) ? { level: "review" as const, confidence: "low" as const } : {};
