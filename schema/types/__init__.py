"""The types of the schema. They resolve on the domain's own objects: a plain field is an attribute of one."""
