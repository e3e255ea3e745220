"""Identity documents of every format: read, checked, compared with a ticket."""
