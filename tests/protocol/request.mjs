// graphql-request against the address that is the argument.
import { GraphQLClient, gql } from "graphql-request";

const [url] = process.argv.slice(2);
const told = {};
for (const [name, options] of Object.entries({ post: {}, get: { method: "GET", jsonSerializer: JSON } })) {
  const client = new GraphQLClient(url, options);
  told[name] = await client.request(gql`{ __typename }`);
  told[`${name}Wrong`] = await client.request(gql`{ nothing }`).catch((error) => ({
    status: error.response.status,
    codes: error.response.errors.map((one) => one.extensions.code),
  }));
}
process.stdout.write(JSON.stringify(told));
