"""The verbs of signing up. Each is one transaction, can be repeated, and owes its mail in it.

Whoever writes to sign-ups locks their occurrence first: with `SeatRequest.take`, or with
`locking.lock`.
"""
