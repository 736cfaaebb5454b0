"""The ledger of movements, levels, counts, valuation."""
