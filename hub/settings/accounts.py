"""Accounts: signing up and in, the second factor, and sign-in providers."""

from django.urls import reverse_lazy

from hub.oidc_providers import providers_from
from hub.settings.environment import DEBUG, env
from hub.settings.rate_limits import allauth_rates

AUTH_USER_MODEL = "residents.User"
AUTHENTICATION_BACKENDS = [
    "residents.accounts.permission_backend.HeldPermissionsBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
# The front page in the active language; "/" would use the language of the browser.
LOGIN_REDIRECT_URL = reverse_lazy("wagtail_serve", args=[""])
ACCOUNT_ADAPTER = "notifications.delivery.allauth_adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# The password is optional: a mailed code and a passkey work without one.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "residents.accounts.signup_form.SignupDetailsForm"
_forms = "residents.accounts.allauth_forms."
ACCOUNT_FORMS = {
    "login": f"{_forms}LoginForm",
    "signup": f"{_forms}SignupForm",
    "reset_password": f"{_forms}ResetPasswordForm",
    "reset_password_from_key": f"{_forms}ResetPasswordKeyForm",
    "change_password": f"{_forms}ChangePasswordForm",
    "set_password": f"{_forms}SetPasswordForm",
    "request_login_code": f"{_forms}RequestLoginCodeForm",
    "confirm_login_code": f"{_forms}ConfirmLoginCodeForm",
    "confirm_email_verification_code": f"{_forms}ConfirmEmailForm",
    "reauthenticate": f"{_forms}ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code, because a link may be opened in another browser or by a mail scanner.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_REDIRECT_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# In addition to allauth's defaults. Counted in the cache, for all processes: core.rate_limits.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/10m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "signup": "20/m/ip",
    "confirm_email": "3/m/key,10/h/key",
    "change_email": "5/h/user",
    "event_signup": "20/10m/ip",
    "event_signup_address": "10/h/key,20/d/key",
    "pledge": "20/10m/ip",
    "pledge_address": "10/h/key,20/d/key",
    "report_address": "3/h/key,6/d/key",
    "issue_address": "3/h/key,6/d/key",
    "vote_address": "5/h/key,10/d/key",
    # The mails to one address that anybody can cause by typing it: codes, and “no account”.
    "prompted_mail": "60/d/key",
    # The suggestions while somebody types a name.
    "mention_names": "120/m/user,2000/h/user",
    # The texts that the forum keeps, for readers who are not signed in and for those who are.
    "draft": "30/h/ip",
    "own_draft": "10/h/user,30/d/user",
    # What editors look up on another site.
    "address_lookup": "30/m/user",
    # Requests that the page cache does not answer.
    "open_data": "240/m/ip",
    **allauth_rates(),
}
MFA_ADAPTER = "residents.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Accept the codes of the previous and next 30 seconds, for clocks that are wrong.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "add_webauthn": f"{_forms}AddPasskeyForm",
    "authenticate": f"{_forms}AuthenticateForm",
    "reauthenticate": f"{_forms}ReauthenticateWithCodeForm",
    "activate_totp": f"{_forms}ActivateTOTPForm",
}
# Require a second factor of every user with a permission.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", default=not DEBUG)

SOCIALACCOUNT_ADAPTER = "residents.accounts.adapters.SocialAccountAdapter"
# Always show the form, which asks for the name and states the rules.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_FORMS = {"signup": f"{_forms}ProviderSignupForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": providers_from(env.text("OIDC_PROVIDERS")),
        "OAUTH_PKCE_ENABLED": True,
    }
}
WAGTAILADMIN_LOGIN_URL = "account_login"
# Administrators choose no passwords for others: people sign in with a code by mail.
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# Wagtail would change the address without confirmation; an address gives access to its sign-ups.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
