"""`make storm`: mixed load on a register while fault after fault is made, and what must be true all the time."""
