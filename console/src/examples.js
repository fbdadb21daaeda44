// The worked examples, in the order of their file names; the first line of each is its title.
const files = import.meta.glob("../examples/*.graphql", { query: "?raw", import: "default", eager: true });

export const examples = Object.keys(files)
  .sort()
  .map((path) => ({ query: files[path], title: files[path].split("\n", 1)[0].replace(/^# /, "") }));
