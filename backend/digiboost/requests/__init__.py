"""What clients ask for: requests, the offers made of them, missions step by step, photos, materials, reviews."""
