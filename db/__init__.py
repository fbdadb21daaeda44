"""Where the register is kept: PostgreSQL tables, statements and transactions. The only room that knows SQL."""
