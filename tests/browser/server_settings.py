"""The settings of the demo site that browsers use: passwords are hashed as in other tests.

All tests write as the same few people, so nobody writes too often.
"""

from hub.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WRITING_RATES = dict.fromkeys(WRITING_RATES, "1000/m")  # noqa: F405
