"""From the published page to occurrences: planning, extending and changing them."""
