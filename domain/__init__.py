"""What is true of the register: units, days, inheritance, rules. No clock, no database, no network."""
