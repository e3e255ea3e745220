"""Testers' tools: scenarios and replay."""
