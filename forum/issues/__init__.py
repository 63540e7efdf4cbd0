"""Local issues: their status, their official replies, and who else sees them."""
