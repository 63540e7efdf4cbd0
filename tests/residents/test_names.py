"""Names that read as an authority's are refused to residents."""

import pytest
from django.core.exceptions import ValidationError

from residents.names import refuse_reserved_name


@pytest.mark.parametrize(
    "name",
    [
        "Politi",
        "POLITIET i Hjørring",
        "P o l i t i",
        "Pol\u200biti",
        "Рolitі",
        "P0l1t1",
        "Poliți",
        "Hjørring Kommune",
        "Κommune",
        "moderator",
        "M0derat0r Mona",
    ],
)
def test_an_authoritys_name_is_refused(name):
    with pytest.raises(ValidationError):
        refuse_reserved_name(name)


@pytest.mark.parametrize(
    "name",
    ["Karen Nielsen", "Søren Åberg", "Аня Коваленко", "陳大文", "Poul Kommer", "Modesta", ""],
)
def test_a_persons_name_is_not(name):
    refuse_reserved_name(name)
