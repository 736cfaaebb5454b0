"""Sales, returns, missed sales, and their daily sums."""
