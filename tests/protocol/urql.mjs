// urql against the address that is the argument: plain questions, and a subscription as events over fetch.
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";

const [url, after] = process.argv.slice(2);
const FEED = "subscription($after: FeedCursor) { changeFeed(after: $after) { fields { after } } }";
const seen = [];
const watched = async (address, options) => {
  const answer = await fetch(address, options);
  seen.push({ method: options.method, accept: options.headers.accept, type: answer.headers.get("content-type") });
  return answer;
};
const common = { url, exchanges: [fetchExchange], fetch: watched, requestPolicy: "network-only" };
const hashing = (asGet) => new Client({
  ...common,
  exchanges: [persistedExchange({ preferGetForPersistedQueries: asGet }), fetchExchange],
});
const posting = new Client({ ...common, preferGetMethod: false, fetchSubscriptions: true });
const getting = new Client({ ...common, preferGetMethod: "force" });

const plain = async (client, query, variables) => {
  const { data, error } = await client.query(query, variables).toPromise();
  return { data, errors: error?.graphQLErrors.map((one) => one.extensions.code), network: error?.networkError?.message };
};

const followed = (wanted) =>
  new Promise((resolve) => {
    const values = [];
    const { unsubscribe } = posting.subscription(FEED, { after }).subscribe(({ data, error }) => {
      if (error) resolve(String(error));
      values.push(data);
      if (values.length === wanted) {
        resolve(values);
        unsubscribe();
      }
    });
  });

const NAME = "query($code: SorCode!) { unit(by: {sorCode: $code}) { __typename } }";
const DOCUMENT = `query Urql${Date.now()} { __typename }`;
const told = {
  hashed: [await plain(hashing(true), DOCUMENT, {}), await plain(hashing(false), DOCUMENT, {})],
  hashes: seen.splice(0).map((one) => one.method),
  query: await plain(posting, "{ __typename }", {}),
  get: await plain(getting, "{ __typename }", {}),
  syntax: await plain(posting, "{ nothing }", {}),
  variables: await plain(posting, NAME, { code: "1" }),
  mutation: await posting.mutation("mutation { nothing }", {}).then(({ error }) => error.graphQLErrors[0].extensions.code),
  followed: await followed(3),
  seen,
};
process.stdout.write(JSON.stringify(told));
process.exit(0);
