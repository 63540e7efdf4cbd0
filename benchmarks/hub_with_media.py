"""The hub and the folder of uploaded files in one server, for a benchmark without nginx.

The files are listed when the server starts: one that is added later is not served.
"""

from django.conf import settings
from whitenoise import WhiteNoise

from hub.wsgi import application as hub

application = WhiteNoise(hub, root=settings.MEDIA_ROOT, prefix=settings.MEDIA_URL)
