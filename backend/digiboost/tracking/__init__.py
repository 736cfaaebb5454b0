"""Where a request stands and when it will be done; who hears of it; what happens when it is late."""
