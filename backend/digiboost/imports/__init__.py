"""Spreadsheets that a shop already has, taken in whole or not at all."""
