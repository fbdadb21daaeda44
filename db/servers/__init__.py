"""The servers that hold the register: the primary, which is written to, and replicas that follow it."""
