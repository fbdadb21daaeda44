// Takes the addresses out of package-lock.json after `npm install --package-lock-only`; the hashes stay.
// Another lock than the one beside this file is named as an argument.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2] ?? new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));

for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
  delete entry.funding;
  delete entry.deprecated;
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
