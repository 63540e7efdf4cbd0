"""Being told: topics, follows and mutes, what happened, the list, and the mail made of it."""
