"""What each service posts to us: the proof that it is the service, then what it says.

A parser is given bytes that carried a valid signature, and trusts them no further: what it does not know it leaves
out, what cannot be read raises ``CallbackMalformed``, and nothing else is ever raised.
"""
