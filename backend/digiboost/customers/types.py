"""What other rooms hear from customers."""

CUSTOMER = "customer"
"""The word of a customer, with what they owe, in the feed of changes."""
