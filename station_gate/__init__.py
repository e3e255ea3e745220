"""Station Gate: a simulator of a railway station's ticket-and-ID gate."""

__version__ = "0.1.0"
