"""Danish dates as Danes write them: "lørdag den 5. december 2026 kl. 19.05"."""

from hub.formats import typed

DATE_FORMAT = r"l \d\e\n j. F Y"
TIME_FORMAT = r"H.i"
DATETIME_FORMAT = r"l \d\e\n j. F Y \k\l. H.i"
SHORT_DATE_FORMAT = r"j. N Y"
SHORT_DATETIME_FORMAT = r"j. N Y \k\l. H.i"
MONTH_DAY_FORMAT = r"j. F"
YEAR_MONTH_FORMAT = r"F Y"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = typed.DATE_INPUT_FORMATS
TIME_INPUT_FORMATS = typed.TIME_INPUT_FORMATS
DATETIME_INPUT_FORMATS = typed.DATETIME_INPUT_FORMATS
