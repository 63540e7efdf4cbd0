"""The gate for documents: the content decides what a file is, and not its name."""
