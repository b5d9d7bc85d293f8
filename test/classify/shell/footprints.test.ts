import { expect, test } from "vitest";
import { conflictOf, type Access } from "../../../src/classify/access.ts";
import { loadShell } from "../../../src/classify/shell/classify-shell.ts";

const classify = await loadShell();

const accessesOf = (command: string): readonly Access[] =>
  classify(command, { cwd: "/srv", home: "/home/ada" }).accesses;

const meet = (left: string, right: string): boolean =>
  conflictOf(accessesOf(left), accessesOf(right)) !== undefined;

/** Each line that conflicts with the first stands beside the nearest one that does not. */
test.each([
  ["kill 5", "ps aux", "cat a"],
  ["kill 5", "lsof -i :3000", "df -h"],
  ["pkill node", "curl http://localhost:3000", "curl https://a.test"],
  ["docker stop c", "curl http://127.0.0.1:80", "cat a"],
  ["docker rm c", "docker ps", "gh pr list"],
  ["docker start c", "cat a", "true"],
  ["systemctl stop x", "systemctl is-active x", "cat a"],
  ["apt install x", "which x", "cat a"],
  ["apt install x", "cat /etc/hosts", "cat /srv/hosts"],
  ["useradd x", "id x", "cat a"],
  ["conda activate x", "conda deactivate", "cat a"],
  ["gh issue close 1", "gh issue list", "cat a"],
  ["gh release download v1", "cat a", "true"],
  ["aws s3 cp s3://b/k a", "cat a", "true"],
  ["kubectl cp x:/a a", "cat a", "true"],
  ["kubectl delete pod x", "kubectl get pods", "cat a"],
  ["dropdb x", "psql -c '\\dt'", "cat a"],
  ["touch package.json", "npm ls", "npm view react"],
  ["touch src/a.rs", "cargo metadata", "cat b"],
  ["mv -t d a", "cat d/a", "cat d2/a"],
  ["mv -t d a", "cat a", "cat b"],
  ["gunzip a.gz", "cat a", "cat b"],
  ["gzip a", "cat a.gz", "cat b.gz"],
  ["zcat a.gz > b", "cat b", "cat a"],
  ["sed -i.bak s/a/b/ f", "cat f.bak", "cat g.bak"],
  ["curl -O https://a.test/f.tgz", "cat f.tgz", "cat g.tgz"],
  ["curl -OJ https://a.test/f.tgz", "cat g.tgz", "cat /etc/g"],
  ["touch f", "curl -d @f https://a.test", "curl -d f https://a.test"],
  ["curl -T f https://a.test/i", "curl https://a.test/i", "curl https://a.test/j"],
  ["rm -f logs/*.log", "ls logs", "ls src"],
  ["git status", "git status", "GIT_OPTIONAL_LOCKS=0 git status"],
  ["git status", "git diff", "git diff --cached"],
  ["git -C a status", "git -C a diff", "git --no-optional-locks -C a status"],
  ["git status", "git add a", "git log"],
  ["git status", "touch a", "grep -r x ."],
])("%j conflicts with %j, not with %j", (line, conflicting, independent) => {
  expect(meet(line, conflicting)).toBe(true);
  expect(meet(conflicting, line)).toBe(true);
  expect(meet(line, independent)).toBe(false);
});
