"""How a screen is laid out and drawn."""
