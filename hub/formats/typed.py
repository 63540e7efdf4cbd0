"""The formats in which people in Denmark type dates and times, in any language of the hub.

The first of each is what Wagtail's date picker writes; static/admin/dates.js turns what is typed
into it before a form is sent. Django also accepts ISO 8601.
"""

DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d/%m %Y", "%d/%m-%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H.%M", "kl. %H.%M", "kl. %H:%M", "kl. %H"]
DATETIME_INPUT_FORMATS = [
    f"{date} {time}" for date in DATE_INPUT_FORMATS for time in TIME_INPUT_FORMATS
]
