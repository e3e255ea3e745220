"""Documents with a chip (ICAO Doc 9303): the files a reader gives, and whether to trust them."""
