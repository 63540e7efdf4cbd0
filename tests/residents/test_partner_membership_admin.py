"""Editors manage the members of partners in the admin."""

import pytest
from django.urls import reverse

from residents.models import PartnerMembership
from tests import factories

pytestmark = pytest.mark.django_db
ADD = "wagtailsnippets_residents_partnermembership:add"
LIST = "wagtailsnippets_residents_partnermembership:list"


@pytest.fixture
def partner():
    return factories.make_partner()


def test_an_editor_adds_a_member_by_address(as_editor, alice, partner):
    response = as_editor.post(
        reverse(ADD), {"partner": partner.pk, "email": "ALICE@example.org"}, follow=True
    )
    assert response.status_code == 200
    assert PartnerMembership.objects.get().user == alice
    page = as_editor.get(reverse(LIST)).content.decode()
    assert "Alice Jensen" in page
    assert partner.name in page


@pytest.mark.parametrize(
    "email",
    [
        "nobody@example.org",
        "bob@example.org",  # inactive
        "alice@example.org",  # a member already
        "",
    ],
)
def test_an_invalid_member_is_refused(as_editor, alice, bob, partner, email):
    bob.is_active = False
    bob.save()
    PartnerMembership.objects.create(partner=partner, user=alice)
    response = as_editor.post(reverse(ADD), {"partner": partner.pk, "email": email})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"email"}
    assert PartnerMembership.objects.count() == 1


def test_an_editor_removes_a_member(as_editor, alice, partner):
    membership = PartnerMembership.objects.create(partner=partner, user=alice)
    url = reverse("wagtailsnippets_residents_partnermembership:delete", args=[membership.pk])
    assert as_editor.get(url).status_code == 200
    assert PartnerMembership.objects.exists()
    as_editor.post(url)
    assert not PartnerMembership.objects.exists()


@pytest.mark.parametrize("who", ["client", "as_alice", "as_moderator"])
def test_only_editors_add_members(request, who, alice, partner):
    browser = request.getfixturevalue(who)
    response = browser.post(reverse(ADD), {"partner": partner.pk, "email": alice.email})
    assert response.status_code in {302, 403}
    assert not PartnerMembership.objects.exists()
