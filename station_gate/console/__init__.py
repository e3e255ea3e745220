"""What operators read: the log, and the table of outcomes after a playlist."""
