// The list of worked examples beside the editor: there also when their tabs have been changed or closed.
import { UnStyledButton, useGraphiQL, useGraphiQLActions } from "@graphiql/react";

import { examples } from "./examples.js";

function ExamplesIcon() {
  return (
    <svg height="1em" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 5h16M4 12h16M4 19h10" strokeLinecap="round" />
      <path d="m16 17 4 2.5-4 2.5z" fill="currentColor" />
    </svg>
  );
}

function ExamplesPanel() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const tabs = useGraphiQL((state) => state.tabs);
  const { addTab, changeTab } = useGraphiQLActions();

  function open(query) {
    const opened = tabs.findIndex((tab) => tab.query === query);
    if (opened >= 0) {
      changeTab(opened);
    } else {
      addTab();
      queryEditor.setValue(query);
    }
  }

  return (
    <section aria-label="Examples">
      <div className="examples-title">Examples</div>
      <ul className="examples">
        {examples.map(({ title, query }) => (
          <li key={title}>
            <UnStyledButton type="button" onClick={() => open(query)}>
              {title}
            </UnStyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

export const examplesPlugin = { title: "Examples", icon: ExamplesIcon, content: ExamplesPanel };
