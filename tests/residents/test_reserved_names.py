"""Residents may not use names that look like an authority's, staff's or a partner's."""

import pytest
from django.core.exceptions import ValidationError

from residents.models import PartnerMembership
from residents.profiles.reserved_names import NameField, refuse_reserved_name
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "Politi",
        "POLITIET i Hjørring",
        "Politibetjent Jensen",
        "Nærpolitiet",
        "P o l i t i",
        "Poli-ti",
        "PolitiHjørring",
        "politihjørring",
        "Рolitі",
        "P0l1t1",
        "Po1iti",
        "Polit!",
        "Poliți",
        "Pøliti",
        "ᴘᴏʟɪᴛɪ",
        "Ⓟⓞⓛⓘⓣⓘ",
        "𝐏𝐨𝐥𝐢𝐭𝐢",
        "ＰＯＬＩＴＩ",
        "ꓑꓳꓡꓲꓔꓲ",
        "Hjørring Kommune",
        "HjørringKommune",
        "hjørringkommune",
        "Hj. Kommune",
        "Κommune",
        "ΚΟΜΜUΝΕ",
        "Kornmune",
        "Ko mm une",
        "Police Officer Smith",
        "moderator",
        "M0derat0r Mona",
        "Moderatoren",
        "Administrator",
        # The site itself, whose name stands in the sender of its mails.
        "Det Gode Naboskab",
        "Det Gоde Nab0skab, Hjørring",
        "detgodenaboskab",
        "ADMIN",
        "Adm1n Bo",
        "Support",
        "IT-support",
        "Den lokale betjent",
        "Betjenten Bo",
    ],
)
def test_names_that_look_like_an_authority_are_refused(name):
    factories.make_area("Hjørring")
    with pytest.raises(ValidationError):
        refuse_reserved_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Karen Nielsen",
        "Søren Åberg",
        "Аня Коваленко",
        "Олена Політченко",
        "Νίκος Παπαδόπουλος",
        "陳大文",
        "محمد علي",
        "Poul Kommer",
        "Modesta",
        # Surnames that begin with a reserved word, and words that contain one across a space.
        "Maria Politis",
        "Jens Kommunemark",
        "Lucia Policella",
        "Hanne Polit Iversen",
        "Bob 112",
        "Gode Gunnar",
        "Naboskabet i Sindal",
        "Det Gode Liv",
        "Abdul Adminan",
        "Ad Mint",
        "Bent Jensen",
        "D'Angelo-Møller",
        "",
    ],
)
def test_names_of_persons_are_allowed(name):
    refuse_reserved_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Po\u200bul",
        "Poul\u200d",
        "\u202eluoP",
        "Poul\u2066",
        "P\u00adoul",
        "Poul\u200e",
        "\u3164",
        "Poul\u2800",
        "Poul\ufeff",
        "Poul\U000e0041",
    ],
)
def test_invisible_characters_are_refused_to_everybody(name, moderator):
    with pytest.raises(ValidationError):
        NameField().clean(name)
    with pytest.raises(ValidationError):
        refuse_reserved_name(name, moderator)


def test_partners_names_are_refused():
    factories.make_partner("Nordstjernen", "police")
    factories.make_partner("Hjørring Beredskab", "municipality")
    factories.make_partner("Sindal Boldklub", "association")
    reserved = ["Nordstjernen", "Nоrdstjernen", "Bo fra Hjørring Beredskab", "Sindal  boldklub"]
    for name in reserved:
        with pytest.raises(ValidationError):
            refuse_reserved_name(name)
    for name in ["Bo Nordstjernen", "Bo Hjørring", "Bo fra Sindal Boldklub"]:
        refuse_reserved_name(name)


def test_members_and_staff_may_use_the_names_of_their_roles(alice, bob, moderator, editor):
    municipality = factories.make_partner("Hjørring Kommune", "municipality")
    PartnerMembership.objects.create(partner=municipality, user=alice)
    refuse_reserved_name("Alice, Hjørring Kommune", alice)
    refuse_reserved_name("Moderator Mona", moderator)
    refuse_reserved_name("Mona fra Det Gode Naboskab", moderator)
    refuse_reserved_name("Politiet i Hjørring", editor)
    for name, user in (
        ("Alice fra politiet", alice),
        ("Moderator Alice", alice),
        ("Hjørring Kommune", bob),
        ("Mona, Hjørring Kommune", moderator),
        ("Alice, Det Gode Naboskab", alice),
    ):
        with pytest.raises(ValidationError):
            refuse_reserved_name(name, user)
