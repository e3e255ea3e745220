"""What settings make: parts, owned and closed by who asked for them."""
