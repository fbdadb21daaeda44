"""Every rule of the register as a question to all that is stored, over all its days, rule by rule."""
