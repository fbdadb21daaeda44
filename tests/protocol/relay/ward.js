// What relay-compiler compiles of a front end's components: a page of a connection, its refetch by node, the feed.
import { graphql } from "relay-runtime";

graphql`
  fragment ward_children on Unit
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" })
  @refetchable(queryName: "wardPageQuery") {
    name
    children(first: $first, after: $after) @connection(key: "ward_children") { edges { node { name } } }
  }
`;

graphql`
  query wardQuery($code: SorCode!) {
    unit(by: { sorCode: $code }) { __typename id ...ward_children }
    units(first: 1) @connection(key: "ward_units") { edges { node { id } } }
    upcoming { edges { node { id } } }
  }
`;

graphql`
  query wardDaysQuery($code: SorCode!, $at: Date!) {
    now: unit(by: { sorCode: $code }) { name }
    then: unit(by: { sorCode: $code }, at: $at) { __typename id name ...ward_children @arguments(first: 1) }
  }
`;

graphql`
  query wardNodesQuery($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Unit { name } } }
`;

graphql`
  mutation wardMutation($code: SorCode!) {
    changeUnit(input: { sorCode: $code, name: "Afdeling C", options: { dryRun: true } }) {
      unit { id name }
      errors { code path }
    }
  }
`;

graphql`
  subscription wardSubscription($after: FeedCursor) { changeFeed(after: $after) { cursor fields { after } unit { id name } } }
`;
