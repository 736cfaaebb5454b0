"""People who are sent out: what they can do, where, when, and whether they may be asked now."""
