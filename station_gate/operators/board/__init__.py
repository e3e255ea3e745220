"""The operator's live board: what it knows, what it shows, and what it asks."""
