"""Specimen pages of identity documents, drawn and photographed."""
