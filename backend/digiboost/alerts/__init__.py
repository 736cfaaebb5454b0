"""Rules, what fires by them, who is told and what they answer."""
