// What is read of a unit, and a row of it as the object that the schema's resolvers take apart.
const COLUMNS = [
  "sor_code::text", "parent::text", "kind", "name", "type_name", "valid_from::text", "valid_until::text",
  "postal_street", "postal_house_number", "postal_post_code", "postal_district",
  "postal_kind", "postal_source::text", "postal_source_name",
  "gln", "gln_kind", "gln_source::text", "gln_source_name",
];

export const columns = (table) => COLUMNS.map((column) => `${table}.${column}`).join(", ");

const provenance = (kind, sorCode, name) => ({ kind, source: { sorCode, name } });

export const unit = (row) => ({
  sorCode: row.sor_code,
  name: row.name,
  kind: row.kind,
  above: row.parent,
  type: row.type_name === null ? null : { name: row.type_name },
  validity: { from: row.valid_from, until: row.valid_until },
  effectivePostalAddress: address(row),
  effectiveLocationNumber: row.gln === null ? null : {
    value: { gln: row.gln },
    provenance: provenance(row.gln_kind, row.gln_source, row.gln_source_name),
  },
});

export const pastUnit = (row) => ({
  sorCode: row.sor_code,
  name: row.name,
  kind: row.kind,
  parent: row.parent === null ? null : { sorCode: row.parent, name: row.parent_name },
  effectivePostalAddress: address(row),
});

const address = (row) => row.postal_kind === null ? null : {
  value: {
    street: row.postal_street,
    houseNumber: row.postal_house_number,
    postCode: row.postal_post_code,
    district: row.postal_district,
  },
  provenance: provenance(row.postal_kind, row.postal_source, row.postal_source_name),
};
