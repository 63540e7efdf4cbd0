"""What editors see of translations: what is behind, how far each one is, and a report."""
