"""Strawberry as its manual shows it: types with resolvers, DataLoaders in the context, SQLAlchemy below."""
