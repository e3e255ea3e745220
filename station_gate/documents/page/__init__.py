"""Documents from pictures: the zone found and read, the portrait cut out, specimens drawn."""
