"""Timetables as files: GTFS feeds to the trains that the rules know."""
