"""The settings of the demo site that browsers use: passwords are hashed as in other tests."""

from hub.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
