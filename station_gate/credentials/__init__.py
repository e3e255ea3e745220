"""What the passenger shows: a barcode to a ticket, a document to its holder and portrait."""
