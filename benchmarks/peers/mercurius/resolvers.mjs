// One statement for each field asked of one thing, one for each loader asked of many.
import { columns, pastUnit, unit } from "./unit.mjs";

const KNOWN_BY = { sorCode: "sor_code", shak: "shak", pNumber: "p_number", gln: "own_gln" };

const PAST = `
  SELECT sor_code::text, kind, name, parent::text, parent_name, postal_street, postal_house_number, postal_post_code,
    postal_district, postal_kind, postal_source::text, postal_source_name FROM peers.unit_on($1, $2)`;

const BY_NUMBER = `
  SELECT asked.place::integer, ${columns("unit")} FROM unnest($1::text[]) WITH ORDINALITY AS asked (number, place)
  JOIN peers.unit ON unit.`;

const SUBTREE = `
  WITH RECURSIVE tree AS (
    SELECT unit.*, 0 AS steps FROM peers.unit WHERE sor_code = $1
    UNION ALL
    SELECT child.*, steps + 1 FROM tree JOIN peers.unit AS child ON child.parent = tree.sor_code
  ) SELECT steps, ${columns("tree")} FROM tree ORDER BY place LIMIT $2`;

const SEARCH = `
  SELECT ${columns("unit")}, count(*) OVER ()::integer AS total FROM peers.unit WHERE folded_name LIKE '%' || $1 || '%'
  ORDER BY CASE WHEN folded_name = $1 THEN 1 WHEN folded_name LIKE $1 || '%' THEN 2 WHEN folded_name ~ $2 THEN 3
    ELSE 4 END, sort_name, sor_code LIMIT $3`;

const UNITS = `
  SELECT ${columns("unit")}, sort_name FROM peers.unit WHERE (sort_name, sor_code) > ($1, $2::bigint)
  ORDER BY sort_name, sor_code LIMIT $3`;

const CHILDREN = `
  SELECT ${columns("unit")} FROM peers.unit WHERE parent = ANY($1::bigint[]) ORDER BY sort_name, sor_code`;

const ANCESTORS = `
  WITH RECURSIVE above AS (
    SELECT unit.sor_code AS asked, one.*, 1 AS steps
    FROM peers.unit JOIN peers.unit AS one ON one.sor_code = unit.parent WHERE unit.sor_code = ANY($1::bigint[])
    UNION ALL
    SELECT asked, one.*, steps + 1 FROM above JOIN peers.unit AS one ON one.sor_code = above.parent
  ) SELECT asked::text, ${columns("above")} FROM above ORDER BY above.asked, steps DESC`;

const UNITS_BY_CODE = `SELECT ${columns("unit")} FROM peers.unit WHERE sor_code = ANY($1::bigint[])`;

const grouped = (rows, key) => {
  const groups = new Map();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group === undefined) groups.set(row[key], [unit(row)]);
    else group.push(unit(row));
  }
  return groups;
};

export const resolversOf = (rows) => ({
  Query: {
    async unit(_, { by, at }) {
      if (at != null) {
        const [found] = await rows("past", PAST, [by.sorCode, at]);
        return found ? pastUnit(found) : null;
      }
      const [found] = await rows("units by code", UNITS_BY_CODE, [[by.sorCode]]);
      return found ? unit(found) : null;
    },
    async unitsByKeys(_, { keys }) {
      const found = new Array(keys.length).fill(null);
      await Promise.all(Object.entries(KNOWN_BY).map(async ([system, column]) => {
        const places = keys.flatMap((key, place) => key[system] == null ? [] : [place]);
        if (places.length === 0) return;
        const numbers = places.map((place) => keys[place][system]);
        const typed = column === "sor_code" ? "number::bigint" : "number";
        for (const row of await rows(system, `${BY_NUMBER}${column} = asked.${typed}`, [numbers])) {
          found[places[row.place - 1]] = unit(row);
        }
      }));
      return found;
    },
    async units(_, { first, after }) {
      const [name, code] = after == null ? ["", "0"] : after.split("\t");
      const found = await rows("units", UNITS, [name, code, first + 1]);
      const more = found.length > first;
      if (more) found.pop();
      const last = found.at(-1);
      return {
        nodes: found.map(unit),
        pageInfo: { hasNextPage: more, endCursor: last ? `${last.sort_name}\t${last.sor_code}` : null },
      };
    },
    async subtree(_, { root, first }) {
      const found = await rows("subtree", SUBTREE, [root.sorCode, first]);
      return { nodes: found.map((row) => ({ depth: row.steps, parentSorCode: row.parent, unit: unit(row) })) };
    },
    async search(_, { query, first }) {
      const part = query.replaceAll("*", "");
      const word = `(?:^|[\\u0001-\\u002f\\u003a-\\u0060\\u007b-\\u007f])${part}`;
      const found = await rows("search", SEARCH, [part, word, first]);
      return { totalCount: found[0]?.total ?? 0, edges: found.map((row) => ({ node: unit(row) })) };
    },
  },
  Mutation: {
    async changeUnit(_, { input }) {
      const [changed] = await rows(
        "change",
        `UPDATE peers.unit SET name = $2 WHERE sor_code = $1 RETURNING ${columns("unit")}`,
        [input.sorCode, input.name],
      );
      return { errors: [], unit: unit(changed) };
    },
  },
});

// Without the loaders' own cache: its keys are written-out objects, and that costs more than it saves.
const uncached = (loader) => ({ loader, opts: { cache: false } });

export const loadersOf = (rows) => ({
  Unit: {
    children: uncached(async (queries) => {
      const found = await rows("children", CHILDREN, [queries.map(({ obj }) => obj.sorCode)]);
      const groups = grouped(found, "parent");
      return queries.map(({ obj, params }) => ({ nodes: (groups.get(obj.sorCode) ?? []).slice(0, params.first) }));
    }),
    parent: uncached(async (queries) => {
      const codes = [...new Set(queries.map(({ obj }) => obj.above).filter((code) => code != null))];
      const found = codes.length === 0 ? [] : await rows("units by code", UNITS_BY_CODE, [codes]);
      const units = new Map(found.map((row) => [row.sor_code, unit(row)]));
      return queries.map(({ obj }) => obj.parent !== undefined ? obj.parent : units.get(obj.above) ?? null);
    }),
    ancestors: uncached(async (queries) => {
      const found = await rows("ancestors", ANCESTORS, [queries.map(({ obj }) => obj.sorCode)]);
      const groups = grouped(found, "asked");
      return queries.map(({ obj }) => groups.get(obj.sorCode) ?? []);
    }),
  },
});
