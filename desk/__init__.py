"""What editors work with in Wagtail's admin, and what belongs to no single app of readers."""
