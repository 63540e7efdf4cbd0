"""Who people are: the user, sign-in, roles."""
