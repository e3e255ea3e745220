"""How well the gate compares faces, measured on anybody's own pictures."""
