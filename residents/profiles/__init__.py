"""How people are seen: their profile, their badges, and the names they may take."""
