"""Measures the product against the goals it was built for.

Every goal is a ratio within one run: absolute figures belong to the machine that made them.
"""
