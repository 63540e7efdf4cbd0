"""The configuration of OpenID Connect providers."""

import pytest

from hub.oidc_providers import providers_from


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x", "is not valid JSON"),
        ("{}", "must be a JSON list"),
        ('[{"id": "mitid"}]', "lacks name, server_url, client_id, secret"),
        ('[{"id": "x", "name": "x", "server_url": "x", "client_id": "x", "secret": "x"}]', ""),
        *(
            (
                '[{"id": "mitid", "name": "x", "server_url": "x", "client_id": "x", "secret": "x", '
                f'"scope": {scope}}}]',
                "never asks for CPR numbers",
            )
            for scope in ('["openid", "ssn"]', '"openid SSN"', '["ssn.details"]', '["dk:cpr"]')
        ),
        (
            '[{"id": "Å/", "name": "x", "server_url": "x", "client_id": "x", "secret": "x"}]',
            "may hold a-z",
        ),
        (
            '[{"id": "a", "name": "x", "server_url": "x", "client_id": "x", "secret": "x", "y": 1'
            "}]",
            "unknown y",
        ),
    ],
)
def test_an_invalid_configuration_stops_the_start(value, message):
    if not message:
        assert providers_from(value)[0]["settings"]["scope"] == ["openid", "profile", "email"]
        return
    with pytest.raises(SystemExit) as exit_info:
        providers_from(value)
    assert message in str(exit_info.value)
    assert "\n" not in str(exit_info.value)
