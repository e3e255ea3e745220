"""Who among many: galleries, the error rate of a search, and its three answers."""
