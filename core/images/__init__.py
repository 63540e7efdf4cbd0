"""The gate for pictures from outside: decode, clean and encode again before anything is stored."""
