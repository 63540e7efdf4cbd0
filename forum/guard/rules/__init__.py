"""The rules, in the order in which their findings are shown."""

from forum.guard.rules import (
    accusations,
    addresses,
    email_addresses,
    looks,
    number_plates,
    pictures,
    telephones,
)

RULES = (
    accusations.RULE,
    pictures.RULE,
    looks.RULE,
    number_plates.RULE,
    telephones.RULE,
    email_addresses.RULE,
    addresses.RULE,
)
