"""Getting in: joining, signing in, the second factor, devices, and the e-mail address."""
