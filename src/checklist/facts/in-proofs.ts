import type { SourceFile } from "../ir/source-file.js";

const TEST_FILE = /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.[cm]?[jt]sx?$/;

/** Tests, by the name of their file: they serve nobody else while they wait. */
export const isTestFile = ({ path }: SourceFile): boolean => TEST_FILE.test(path);

/** What a finding about waiting counts for in a test. */
export const inTests = (file: SourceFile) =>
  isTestFile(file) ? { level: "review" as const, confidence: "low" as const } : {};
