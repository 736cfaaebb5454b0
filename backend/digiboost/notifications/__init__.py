"""What people are told: rows first, templates, preferences, quiet hours, retries, the inbox."""
