"""Personal data: one register of rules for the privacy page, the export and the erasure."""
