"""Letters from the partnership to followers."""
