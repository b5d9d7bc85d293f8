// Answers for each file with its process's id, or ends when the file is called so.
process.on("message", ({ files }) => {
  for (const { path } of files) {
    if (path === "end") process.exit(7);
    process.send?.({ path, size: 0, report: process.pid });
  }
});
process.on("disconnect", () => process.exit(0));
