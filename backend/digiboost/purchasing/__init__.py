"""What the shop buys: purchase orders, the goods that arrive, and how long suppliers take."""
