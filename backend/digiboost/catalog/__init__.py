"""Products, categories, suppliers."""
