"""The nightly check of the links that editors made, and its report."""
