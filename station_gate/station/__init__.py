"""A station of many gates: PostgreSQL keeps what may not be lost, MQTT carries what may.

An extra (``station-gate[station]``): a gate that stands alone imports nothing of it.
"""
