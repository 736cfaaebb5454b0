"""The people and companies that buy."""
