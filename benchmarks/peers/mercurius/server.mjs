// Mercurius as its manual shows it, with the compiler (`jit`) and loaders. Says on stdout where it answers.
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";
import { loadersOf, resolversOf } from "./resolvers.mjs";

const pool = new pg.Pool({ host: process.env.BENCH_SOCKET, user: process.env.BENCH_USER, database: process.env.BENCH_NAME });
let statements = 0;

// Prepared under a name, once in each connection.
const rows = async (name, text, values) => {
  statements += 1;
  return (await pool.query({ name, text, values })).rows;
};

const app = Fastify();
app.register(mercurius, {
  schema: readFileSync(new URL("schema.graphql", import.meta.url), "utf8"),
  resolvers: resolversOf(rows),
  loaders: loadersOf(rows),
  jit: 1,
});
app.get("/statements", async () => String(statements));
process.stdout.write(`answers on ${await app.listen({ host: "127.0.0.1", port: 0 })}\n`);
