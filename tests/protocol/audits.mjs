// The audits of graphql-http, of a server at the address that is the argument: each by its id, and how it ended.
import { serverAudits } from "graphql-http";

const audits = serverAudits({ url: process.argv[2] });
const told = {};
for (const { id, name, fn } of audits) {
  const { status, reason } = await fn();
  told[id] = { name, status, reason: reason ?? null };
}
process.stdout.write(JSON.stringify(told));
