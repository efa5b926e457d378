// node inspect_loop.mjs RULES TEXTS RUNS: a RegExp a rule, one after the other, over every text;
// prints the CPU time in nanoseconds a text, median of the runs. See inspect_scripts.
import { readFileSync } from "node:fs";

const [rulesFile, textsFile, runs] = process.argv.slice(2);
const lines = (file) => readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
const rules = lines(rulesFile).map((line) => {
  const [pattern, exception] = line.split("\t");
  return { pattern: new RegExp(pattern, "gu"), exception };
});
const texts = lines(textsFile).map((line) => {
  const [count, text] = line.split("\t");
  return { count: Number(count), text };
});

function isShielded(text, exception, begin, end) {
  if (exception === "") return false;
  for (let at = text.indexOf(exception); at >= 0; at = text.indexOf(exception, at + 1)) {
    if (at < end && begin < at + exception.length) return true;
  }
  return false;
}

function brokenRules(text) {
  let broken = 0;
  for (const { pattern, exception } of rules) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (!isShielded(text, exception, match.index, pattern.lastIndex)) {
        ++broken;
        break;
      }
    }
  }
  return broken;
}

const times = [];
for (let run = 0; run < Number(runs); ++run) {
  const start = process.cpuUsage();
  for (const { count, text } of texts) {
    if (brokenRules(text) !== count) {
      console.error(`Node breaks another number of rules than Sandglass in ${text}`);
      process.exit(1);
    }
  }
  const used = process.cpuUsage(start);
  times.push(((used.user + used.system) * 1000) / texts.length);
}
times.sort((a, b) => a - b);
console.log(times[Math.floor(times.length / 2)]);
