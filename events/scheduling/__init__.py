"""Make, change and extend the occurrences of events."""
