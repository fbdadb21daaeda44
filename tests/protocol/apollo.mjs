// Apollo's client against the address that is the argument: plain, with persisted queries, and following over a socket.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client/core";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, socket, after, , code] = process.argv.slice(2);
const sent = [];
const watched = async (address, options) => {
  const answer = await fetch(address, options);
  const body = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(address).searchParams);
  sent.push({
    method: options.method,
    text: "query" in body,
    hash: "extensions" in body && JSON.stringify(body.extensions).includes("sha256Hash"),
    status: answer.status,
    type: answer.headers.get("content-type"),
  });
  return answer;
};

const defaultOptions = { query: { fetchPolicy: "no-cache", errorPolicy: "all" } };
const client = (link) => new ApolloClient({ link, cache: new InMemoryCache(), defaultOptions });
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const http = new HttpLink({ uri: url, fetch: watched });
const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: process.argv[5] === "GET" });

async function asked(one, text, variables) {
  sent.length = 0;
  const { data, error } = await one.query({ query: gql(text), variables });
  const codes = CombinedGraphQLErrors.is(error) ? error.errors.map((each) => each.extensions.code) : error?.message;
  return { data, codes, sent: [...sent] };
}

const plain = client(http);
const hashed = client(ApolloLink.from([persisted, http]));
const DOCUMENT = `query Hashed${Date.now()} { __typename }`;
const told = {
  query: await asked(plain, "{ __typename }"),
  wrong: await asked(plain, "{ nothing }"),
  partly: await asked(plain, '{ node(id: "nothing") { id } register { __typename } }'),
  first: await asked(hashed, DOCUMENT),
  second: await asked(client(ApolloLink.from([new PersistedQueryLink({ sha256 }), http])), DOCUMENT),
};

const keeping = new ApolloClient({ link: http, cache: new InMemoryCache() });
const DAYS = `query Days($code: SorCode!) { now: unit(by: {sorCode: $code}) { id name }
  then: unit(by: {sorCode: $code}, at: "2010-01-01") { id name } }`;
told.days = (await asked(keeping, DAYS, { code })).data;

const FEED = gql("subscription($after: FeedCursor) { changeFeed(after: $after) { fields { after } } }");
const over = createClient({ url: socket, webSocketImpl: WebSocket });
told.followed = await new Promise((resolve) => {
  const values = [];
  const following = client(new GraphQLWsLink(over)).subscribe({ query: FEED, variables: { after } });
  const subscription = following.subscribe(({ data, error }) => {
    values.push(error ? String(error) : data);
    if (values.length === 3 || error) {
      resolve(values);
      subscription.unsubscribe();
    }
  });
});
process.stdout.write(JSON.stringify(told));
process.exit(0);
