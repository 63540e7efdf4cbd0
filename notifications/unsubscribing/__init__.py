"""The way out of every mail."""
