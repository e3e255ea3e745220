"""What is kept: transaction records and ticket redemption; numbers and reasons only."""
