"""One module for each service that carries messages: its request, its answer, its codes."""
