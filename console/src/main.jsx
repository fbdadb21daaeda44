// GraphiQL on the register's own endpoint, with its worked examples.
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import { createRoot } from "react-dom/client";

import { examples } from "./examples.js";
import { examplesPlugin } from "./ExamplesPanel.jsx";
import "./page.css";
import { storage } from "./storage.js";

const endpoint = new URL("/graphql", location.origin);
const bell = new URL(endpoint);
bell.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";

const fetcher = createGraphiQLFetcher({
  url: endpoint.pathname,
  // Opened by a subscription only, never when the page loads.
  subscriptionUrl: bell.href,
  // The register answers in one piece; so the page asks for the standard's own media type first.
  enableIncrementalDelivery: false,
});

createRoot(document.getElementById("console")).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    plugins={[examplesPlugin, explorerPlugin(), HISTORY_PLUGIN]}
    defaultTabs={examples.map(({ query }) => ({ query }))}
    inputValueDeprecation
    schemaDescription
    isHeadersEditorEnabled
  />,
);
