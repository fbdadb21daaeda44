"""How the register is read: the questions, and the readers that answer them."""
