"""How people in charge see and order gates."""
