// graphql-ws against the address that is the argument: what it is told, of one question after the other.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, after] = process.argv.slice(2);
const FEED = "subscription($after: FeedCursor) { changeFeed(after: $after) { fields { after } } }";
const states = [];
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  lazy: false,
  keepAlive: 200,
  retryAttempts: 0,
  on: {
    connected: () => states.push("connected"),
    pong: () => states.push("pong"),
    closed: (event) => states.push(event.code),
  },
});

// The values of an operation, as many as are wanted, and how it ended.
function asked(payload, wanted = Infinity) {
  return new Promise((resolve) => {
    const values = [];
    const end = (how) => resolve({ values, ...how });
    const stop = client.subscribe(payload, {
      next: (value) => {
        values.push(value);
        if (values.length === wanted) stop();
      },
      error: (errors) => end({ errors: Array.isArray(errors) ? errors : String(errors) }),
      complete: () => end({ complete: true }),
    });
  });
}

const following = asked({ query: FEED, variables: { after } }, 3);
const told = {
  query: await asked({ query: "{ __typename }" }),
  syntax: await asked({ query: "{" }),
  validation: await asked({ query: "{ nothing }" }),
  resolver: await asked({ query: '{ node(id: "nothing") { id } }' }),
  followed: await following,
};
while (!states.includes("pong")) await new Promise((resolve) => setTimeout(resolve, 20));
told.states = [...new Set(states)];
await client.dispose();

const stranger = createClient({
  url,
  webSocketImpl: WebSocket,
  retryAttempts: 0,
  connectionParams: { Authorization: "Bearer nobody" },
});
told.stranger = await new Promise((resolve) => {
  const sink = { next: resolve, error: (event) => resolve({ code: event.code, reason: event.reason }), complete: resolve };
  stranger.subscribe({ query: "{ __typename }" }, sink);
});
process.stdout.write(JSON.stringify(told));
process.exit(0);
