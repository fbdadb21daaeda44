// Relay against a server that is sent its documents by their hash, or by their text: a connection paged and refetched by
// node, a unit of two days, a mutation, a subscription over a socket. Arguments: address, socket, cursor, unit, compiled
// folder, id or text, a unit that was called otherwise once, the day on which it was.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, socket, after, code, folder, how, renamed, at] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const relay = require("relay-runtime");
const { Environment, Network, Observable, RecordSource, Store, fetchQuery, getSingularSelector } = relay;
const texts = JSON.parse(readFileSync(`${folder}/persisted.json`, "utf8"));
const compiled = (name) => require(`${folder}/artifacts/${name}.graphql.js`);
const sent = [];

const asked = ({ id }) => (how === "id" ? { documentId: `sha256:${id}` } : { query: texts[id] });
const text = { query: "" }; // which graphql-ws wants to have
const fetching = async (params, variables) => {
  const body = JSON.stringify({ ...asked(params), variables });
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
  const answer = await fetch(url, { method: "POST", headers, body });
  sent.push({ name: params.name, status: answer.status });
  return answer.json();
};
const following = createClient({ url: socket, webSocketImpl: WebSocket, retryAttempts: 0 });
const followed = (params, variables) =>
  Observable.create((sink) => following.subscribe({ ...text, ...asked(params), variables }, sink));

const environment = new Environment({ network: Network.create(fetching, followed), store: new Store(new RecordSource()) });
const query = compiled("wardQuery");
const found = await fetchQuery(environment, query, { code }).toPromise();
environment.retain(relay.createOperationDescriptor(relay.getRequest(query), { code }));
const children = getSingularSelector(compiled("ward_children"), found.unit);
const shown = () => environment.lookup(children).data;
const first = shown().children;
const page = compiled("wardPageQuery");
await fetchQuery(environment, page, { id: found.unit.id, first: 2, after: first.pageInfo.endCursor }).toPromise();
const told = { unit: found.unit.__typename, first, both: shown().children };

const days = await fetchQuery(environment, compiled("wardDaysQuery"), { code: renamed, at }).toPromise();
const childrenThen = getSingularSelector(compiled("ward_children"), days.then);
const shownThen = () => environment.lookup(childrenThen).data.children;
await fetchQuery(environment, page, { id: days.then.id, first: 1, after: shownThen().pageInfo.endCursor }).toPromise();
told.days = { now: days.now.name, then: days.then.name, children: shownThen() };

const ids = [found.unit.id, "bm90aGluZw"];
told.nodes = await fetchQuery(environment, compiled("wardNodesQuery"), { ids })
  .toPromise()
  .then(({ nodes }) => nodes.map((one) => one?.name ?? null))
  .catch((error) => String(error));
const mutation = compiled("wardMutation");
told.mutation = await new Promise((resolve) => {
  relay.commitMutation(environment, {
    mutation,
    variables: { code },
    onCompleted: (data, errors) => resolve(errors ? errors.map((one) => one.extensions.code) : data.changeUnit),
    onError: (error) => resolve(String(error)),
  });
});
const subscription = compiled("wardSubscription");
told.followed = await new Promise((resolve) => {
  const values = [];
  const { dispose } = relay.requestSubscription(environment, {
    subscription,
    variables: { after },
    onNext: ({ changeFeed }) => {
      values.push(changeFeed.fields[0].after);
      if (values.length === 3) {
        resolve(values);
        dispose();
      }
    },
    onError: (error) => resolve(String(error)),
  });
});
told.stored = shown().name;
process.stdout.write(JSON.stringify({ ...told, sent }));
process.exit(0);
