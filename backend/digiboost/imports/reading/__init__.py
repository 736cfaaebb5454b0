"""Reading half of the import: from a file that nobody trusts to rows that a database can take.

Nothing here knows the database. In a server, go through `parent.run_child`, which parses in a process
of its own; `inspection.inspect`, `rows.read` and `copying.write_copy` are what that process runs.
Kept free of imports, so that the child process starts quickly.
"""
