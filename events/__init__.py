"""Events, occurrences, sign-ups and the calendar."""
