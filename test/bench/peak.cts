// Preloaded into a measured process: says its peak resident set (KiB) when it ends.
process.on("exit", () => {
  process.stderr.write(`\nMM_BENCH_PEAK=${process.resourceUsage().maxRSS}\n`);
});
