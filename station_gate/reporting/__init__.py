"""What a gate tells: records, tables, figures."""
