"""Who is asked first: ranking, waves of offers, what happens when nobody answers."""
