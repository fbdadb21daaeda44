"""A real OpenID Connect provider for the tests: an npm package, run with the Node of a Python package."""
