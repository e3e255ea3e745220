"""The link between gates and boards: what is said, the gate's end, the board's end."""
