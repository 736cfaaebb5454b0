"""What the generated tests are generated from: the tables, the operations, and a way to fill both."""
