"""The whole admin in Danish: no English is left beside names and data, for any role."""

from wagtail.users.models import UserProfile

from tests.admin_words import english_of
from tests.sweeps.routes import all_routes, fill_in_objects

ROLES = ("editor", "moderator", "administrator")
# Routes that each run walks, for one role each. SWEEP=full walks all, for all.
PAGES = 60
# Wagtail's report that ours replaces: no menu leads there.
REPLACED = ("/admin/reports/aging-pages/",)
# Mails as they were sent, in the language of the receiver.
DATA = ("/admin/outbox/",)


def test_nobody_meets_english(clients, site, url_kwargs, sample):
    for role in ROLES:
        UserProfile.objects.update_or_create(
            user=site.users[role], defaults={"preferred_language": "da"}
        )
    routes = [
        route
        for route in all_routes("da")
        if route.startswith("/admin/")
        and not route.startswith((*REPLACED, *DATA))
        and "logout" not in route
    ]
    found, walked = {}, 0
    for route in sample.some(routes, PAGES, key="danish"):
        address = fill_in_objects(route, url_kwargs)
        for role in sample.some(ROLES, 1, key=f"danish {route}"):
            response = clients[role].get(address)
            if response.status_code != 200 or response.streaming:
                continue
            if response.headers.get("Content-Type", "").startswith("text/html"):
                walked += 1
                if english := english_of(response):
                    found[f"{role} {address}"] = english
    assert walked > 5, sample.description
    assert found == {}, sample.description
