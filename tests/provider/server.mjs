// A real OpenID Connect provider on this machine. What it is to be comes as JSON on stdin:
// { port, keys, resources: { audience: seconds }, people: { login: claims }, programs: { client: { secret, claims } } }.
// It prints its issuer once it listens, and ends with its stdin.
import { createServer } from "node:http";
import { createInterface } from "node:readline";

import Provider from "oidc-provider";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const told = JSON.parse((await lines.next()).value);

const server = createServer();
await new Promise((resolve, reject) => {
  server.once("error", reject);
  server.listen(told.port ?? 0, "127.0.0.1", resolve);
});
const issuer = `http://127.0.0.1:${server.address().port}`;

const portal = {
  client_id: "portal",
  application_type: "native",
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code"],
  redirect_uris: ["http://127.0.0.1/back"],
};
const programs = Object.entries(told.programs).map(([client_id, { secret }]) => ({
  client_id,
  client_secret: secret,
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
}));

const provider = new Provider(issuer, {
  clients: [portal, ...programs],
  clientDefaults: { id_token_signed_response_alg: told.keys[0].alg },
  cookies: { keys: ["a key for cookies"] },
  jwks: { keys: told.keys },
  findAccount: (_, login) => told.people[login] && { accountId: login, claims: () => ({ sub: login }) },
  enabledJWA: { idTokenSigningAlgValues: [told.keys[0].alg] },
  extraTokenClaims: (_, token) => told.people[token.accountId] ?? told.programs[token.clientId]?.claims,
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, audience) => ({
        scope: "register",
        audience,
        accessTokenTTL: told.resources[audience],
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: told.keys[0].alg } },
      }),
      useGrantedResource: () => true,
    },
  },
});
server.on("request", provider.callback());
process.stdout.write(`${issuer}\n`);

while (!(await lines.next()).done);
process.exit(0);
