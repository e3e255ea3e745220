"""What operators read: the log."""
