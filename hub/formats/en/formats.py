"""English dates for readers in Denmark: the day first, 24 hours, the week from Monday."""

from hub.formats import typed

DATE_FORMAT = r"l j F Y"
TIME_FORMAT = r"H:i"
DATETIME_FORMAT = r"l j F Y \a\t H:i"
SHORT_DATE_FORMAT = r"j M Y"
SHORT_DATETIME_FORMAT = r"j M Y, H:i"
MONTH_DAY_FORMAT = r"j F"
YEAR_MONTH_FORMAT = r"F Y"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = typed.DATE_INPUT_FORMATS
TIME_INPUT_FORMATS = typed.TIME_INPUT_FORMATS
DATETIME_INPUT_FORMATS = typed.DATETIME_INPUT_FORMATS
