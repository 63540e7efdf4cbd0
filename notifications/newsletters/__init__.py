"""Letters from editors and moderators to the followers of a topic."""
