"""HTTP: the endpoint, what surrounds every request, health, the printed schema and the GraphiQL page."""
