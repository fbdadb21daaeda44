// PostGraphile 5 as its manual shows it as a library: the Amber preset on the schema `peers`, Grafserv on Node's own
// server, no page for developers. Says on stdout where it answers.
import { createServer } from "node:http";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

let statements = 0;
const pool = new pg.Pool({ host: process.env.BENCH_SOCKET, user: process.env.BENCH_USER, database: process.env.BENCH_NAME });
pool.on("connect", (client) => {
  const query = client.query;
  client.query = function counted(...asked) {
    statements += 1;
    return query.apply(this, asked);
  };
});

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ pool, schemas: ["peers"] })],
  schema: { defaultBehavior: "+list", dontSwallowErrors: true },
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false, websockets: false, maxRequestLength: 1_000_000 },
};

const handle = postgraphile(preset).createServ(grafserv).createHandler();
const server = createServer((request, response) =>
  request.url === "/statements" ? response.end(String(statements)) : handle(request, response));
server.listen(0, "127.0.0.1", () => process.stdout.write(`answers on http://127.0.0.1:${server.address().port}\n`));
