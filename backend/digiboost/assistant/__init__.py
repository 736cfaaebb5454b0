"""Words that people write to us, and what follows from them."""
