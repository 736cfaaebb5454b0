"""Workbooks: living formulas, charts, and texts that can never become a formula."""
