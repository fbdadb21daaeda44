// graphql-sse, a connection for each operation, against the address that is the argument.
import { createClient } from "graphql-sse";

const [url, after] = process.argv.slice(2);
const FEED = "subscription($after: FeedCursor) { changeFeed(after: $after) { fields { after } } }";
const client = createClient({ url, retryAttempts: 0 });

function asked(payload, wanted = Infinity) {
  return new Promise((resolve) => {
    const values = [];
    const stop = client.subscribe(payload, {
      next: (value) => {
        values.push(value);
        if (values.length === wanted) stop();
      },
      error: (error) => resolve({ values, status: error.response?.status ?? String(error) }),
      complete: () => resolve({ values, complete: true }),
    });
  });
}

const told = {
  query: await asked({ query: "{ __typename }" }),
  syntax: await asked({ query: "{" }),
  validation: await asked({ query: "subscription { nothing }" }),
  resolver: await asked({ query: 'subscription { changeFeed(after: "nothing") { kind } }' }),
  refused: await asked({ query: "" }),
  followed: await asked({ query: FEED, variables: { after } }, 3),
};

const single = createClient({ url, retryAttempts: 0, singleConnection: true });
told.single = await new Promise((resolve) => {
  const sink = { next: resolve, error: (error) => resolve(error.response?.status ?? String(error)), complete: resolve };
  single.subscribe({ query: "{ __typename }" }, sink);
});
process.stdout.write(JSON.stringify(told));
process.exit(0);
