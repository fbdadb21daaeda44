"""The lifecycle of units and location numbers: what each operation makes of the register, or why it may not."""
