"""Who is enrolled, for one purpose each: kept sealed, erased with a receipt."""
