"""Railway tickets in the formats of the UIC: #UT containers and DOSIPAS barcodes."""
