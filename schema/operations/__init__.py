"""Operations as they are asked for in GraphQL: inputs, and where in them something stands that is wrong."""
