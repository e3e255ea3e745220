"""Spoken prompts: what is said, by which voice, and when."""
