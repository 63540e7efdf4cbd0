"""How often one person may send each form. `core.rate_limits` counts, in the cache."""

import json
import re
import sys

from hub.settings.environment import env

# "<count>/<period>", where the period is s, m, h or d, with or without a number before it. They
# count for each form: by account, or by the token of a mailed link, or else by IP address.
WRITING_RATES = {
    # Texts that others get notices and mails of.
    "thread": "5/10m,20/d",
    "reply": "10/m,60/h,200/d",
    "edit": "20/m,100/h",
    # How a text will look; nothing is written.
    "preview": "30/m,300/h",
    # Readers behind one network share it.
    "report": "10/10m,60/d",
    # First messages to neighbours who ask for help or offer it. `forum.help.conversations` also
    # bounds how many are written to in a day.
    "contact": "5/10m,20/d",
    "message": "10/m,60/h,200/d",
    "letter": "20/m,100/h",
    "announcement": "20/m,100/h",
    # Sign-ups and pledges by link, and the work of organisers, who check people in at the door.
    "token": "30/m,200/h",
    # The tokens of one network together. Many readers share one, and so do mail programs that
    # unsubscribe for them.
    "tokens": "300/m,3000/h",
    "sign_up": "60/10m,300/d",
    "organise": "120/m,1000/h",
    "moderate": "60/m,500/h",
    "follow": "60/m,500/h",
    # What pages and devices send by themselves.
    "background": "120/m,2000/h",
    "profile": "20/m,100/h",
    "account": "30/m,200/h",
    "data": "10/m,30/h",
    # Wagtail's admin saves drafts by itself while an editor types.
    "admin": "600/m,10000/h",
    # What is none of these.
    "other": "60/m,500/h",
}
_LIMIT = r"[1-9][0-9]*/([1-9][0-9]*)?[smhd]"
_given = env.text("WRITING_RATES")
try:
    _changed = json.loads(_given) if _given else {}
except ValueError:
    sys.exit('WRITING_RATES is no JSON object, such as {"reply": "10/m,60/h"}.')
for _name, _rate in _changed.items() if isinstance(_changed, dict) else [("", _changed)]:
    if _name not in WRITING_RATES:
        sys.exit(f"WRITING_RATES names “{_name}”. It can name: {', '.join(WRITING_RATES)}.")
    if not re.fullmatch(rf"{_LIMIT}(,{_LIMIT})*", str(_rate)):
        sys.exit(f"WRITING_RATES gives “{_name}” the rate “{_rate}”. Write it as “10/m,60/h”.")
    WRITING_RATES[_name] = _rate

# The rate of each form, by the name of its view. A test fails for a form that is not here.
WRITING_FORMS = {
    "forum:start": "thread",
    "forum:reply": "reply",
    "forum:edit": "edit",
    "forum:tags": "edit",
    "forum:issue_status": "moderate",
    "forum:issue_reopen": "reply",
    "forum:issue_place": "edit",
    "forum:issue_me_too": "follow",
    "forum:thank": "follow",
    "forum:all_read": "background",
    "forum:answer": "follow",
    "forum:title": "edit",
    "forum:close": "edit",
    "forum:withdraw": "edit",
    "forum:by_mail": "profile",
    "forum:block": "edit",
    "forum:blocks": "edit",
    "forum:hide": "moderate",
    "forum:restore": "moderate",
    "forum:act": "moderate",
    "forum:merge": "moderate",
    "forum:mark_partner": "moderate",
    "forum:proposed_act": "moderate",
    "forum:appeal_answer": "moderate",
    "forum:take_back": "moderate",
    "forum:decision": "report",
    "forum:report": "report",
    "forum:report_confirm": "token",
    "forum:reports": "moderate",
    "forum:anonymous_issue_report": "report",
    "forum:anonymous_issue_confirm": "token",
    "forum:anonymous_issue_stop": "token",
    "forum:anonymous_issue_reopen": "token",
    "forum:anonymous_issue_approve": "moderate",
    "forum:anonymous_issue_refuse": "moderate",
    "forum:held_edit": "edit",
    "forum:held_withdraw": "edit",
    "forum:held_approve": "moderate",
    "forum:held_refuse": "moderate",
    "forum:make_campaign": "moderate",
    "forum:contact": "contact",
    "forum:conversation": "message",
    "forum:conversation_block": "edit",
    "forum:conversation_name": "edit",
    "forum:conversation_report": "report",
    "forum:conversation_reports": "moderate",
    "forum:conversation_share": "message",
    "forum:help": "edit",
    "forum:help_change": "edit",
    "forum:propose": "thread",
    "forum:poll": "reply",
    "forum:poll_change": "edit",
    "forum:poll_dates": "edit",
    "forum:poll_close": "edit",
    "forum:poll_choose": "edit",
    "forum:vote": "token",
    "forum:meetup_change": "edit",
    "forum:meetup_cancel": "edit",
    "forum:join": "token",
    "forum:join_campaign": "moderate",
    "forum:leave_campaign": "moderate",
    "letters:new": "letter",
    "letters:change": "letter",
    "letters:discard": "letter",
    "letters:send": "letter",
    "events:announcement_new": "announcement",
    "events:announcement_change": "announcement",
    "events:announcement_discard": "announcement",
    "events:announcement_send": "announcement",
    "events:add": "organise",
    "events:attendee_accept": "organise",
    "events:attendee_cancel": "organise",
    "events:attendee_confirm": "organise",
    "events:attendee_move": "organise",
    "events:attendee_party": "organise",
    "events:export": "organise",
    "events:tap": "organise",
    "events:sign_up": "sign_up",
    "events:cancel": "token",
    "events:confirm": "token",
    "events:feedback": "token",
    "events:manage": "token",
    "events:offer": "token",
    "events:ticket": "token",
    "events:own_address": "profile",
    "campaigns:give": "sign_up",
    "campaigns:confirm": "token",
    "campaigns:withdraw": "token",
    "campaign_story:answer": "profile",
    "kits:save": "follow",
    "delivery:unsubscribe": "token",
    "delivery:push_on": "profile",
    "delivery:push_off": "profile",
    "delivery:try_again": "profile",
    "notifications:change": "follow",
    "notifications:following": "follow",
    "notifications:preferences": "profile",
    "notifications:seen": "background",
    "push_renew": "background",
    "home:welcome": "profile",
    "residents:profile": "profile",
    "residents:my_data": "data",
    "residents:fetch_data": "token",
    "residents:erase": "data",
    "residents:sign_in_again": "account",
    "residents:end_session": "account",
    "residents:email_change_confirm": "token",
    "residents:email_change_cancel": "token",
}
# Views of packages, by the beginning of their names.
WRITING_PREFIXES = {
    "account_": "account",
    "mfa_": "account",
    "openid_connect_": "account",
    "socialaccount_": "account",
    "usersessions_": "account",
    "wagtailcore_": "account",
    "wagtaildocs_": "account",
}


def allauth_rates() -> dict[str, str]:
    """Return the rates as allauth reads them, each limit by itself: core.rate_limits."""
    return {
        f"write-{name}-{limit}": f"{limit}/key"
        for name, limits in WRITING_RATES.items()
        for limit in limits.split(",")
    }
