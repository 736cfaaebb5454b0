"""Room `imports`: files of products, sales, stock and suppliers that a shop already has.

Kept free of imports: the child process that parses files loads this package.
"""
