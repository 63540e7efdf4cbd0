"""Sign-ups: registration, the waiting list, cancellation, reminders and feedback.

Each public function that changes sign-ups runs in one transaction, can be repeated, and puts its
mails into the outbox within that transaction. It locks the occurrence before it writes to sign-ups:
with `SeatRequest.take` or with `locking.lock`.
"""
