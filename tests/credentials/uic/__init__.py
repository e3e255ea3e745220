"""Tests of UIC tickets."""
