"""Help between neighbours: its states, and the conversations of those who help each other."""
