"""Codes in pictures: where they are, how they are prepared, what they say."""
