"""The settings of the hub, read from the environment (12-factor).

docs/settings.md lists every variable; a test compares it with these modules.
"""

from hub.settings.accounts import *
from hub.settings.applications import *
from hub.settings.cms import *
from hub.settings.daily_limits import *
from hub.settings.database import *
from hub.settings.environment import *
from hub.settings.files import *
from hub.settings.languages import *
from hub.settings.logs import *
from hub.settings.mail import *
from hub.settings.maps import *
from hub.settings.new_members import *
from hub.settings.periods import *
from hub.settings.rate_limits import *
from hub.settings.security import *
