"""How a question is answered or a change carried out, for many units at once. Knows no GraphQL and no HTTP."""
