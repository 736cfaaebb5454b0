"""Dashboards: what the rooms below have summed, read in one look."""
