"""Date polls: propose a meetup, and vote on its dates."""
