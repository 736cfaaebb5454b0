"""What will be sold and when a shelf runs empty, as far as the past tells."""
