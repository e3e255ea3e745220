"""Station Gate's own tickets: signed, short, for one code."""
