"""Phones that work without a network: what they did comes in, what changed goes out."""
