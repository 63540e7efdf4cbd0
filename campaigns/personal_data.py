"""Personal data in pledges, kits and answers: for the privacy notice, export and erasure."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.kit_cards import stored_steps
from campaigns.models import CampaignAnswer, CampaignPage, KitPage, KitTick, Pledge
from campaigns.models.pledges import PledgeQuerySet
from campaigns.pledges import giving
from campaigns.pledges.availability import offer_page
from residents.models import User
from residents.personal_data.privacy_notice import days, hours
from residents.personal_data.registry import (
    Column,
    Erasure,
    Person,
    Posts,
    PrivacyNoticeRow,
    Registry,
    Rule,
)

PLEDGING = PrivacyNoticeRow(
    name="pledges",
    title=_("Pledges"),
    what=_(
        "The pledges you make: your email address, whether you made it as a resident, a household "
        "or a company, and your town if you say so."
    ),
    why=_(
        "So each pledge counts once, and you can withdraw it or be reminded of it. Nobody can see "
        "who made a pledge, not even the editors: everyone sees only how many there are."
    ),
    how_long=lambda: (
        gettext(
            "Your address is deleted when you withdraw the pledge, at the latest after %(days)s, "
            "and after %(hours)s if you do not confirm it. Only the numbers are kept."
        )
        % {
            "days": days(settings.PLEDGE_RETENTION_DAYS),
            "hours": hours(settings.UNCONFIRMED_SIGNUP_HOURS),
        }
    ),
    depends_on=("PLEDGE_RETENTION_DAYS", "UNCONFIRMED_SIGNUP_HOURS"),
)

KITS = PrivacyNoticeRow(
    name="kits",
    title=_("Checklists"),
    what=_("The steps you tick in a checklist while you are signed in, and when."),
    why=_(
        "So you see your own progress on all your devices. Nobody else can see it: editors see "
        "only how many have ticked a step. Without an account, your browser keeps your ticks and "
        "never sends them."
    ),
    how_long=lambda: gettext(
        "Until you remove the ticks, the checklist is deleted, or you delete your account."
    ),
)


ANSWERING = PrivacyNoticeRow(
    name="campaign_answers",
    title=_("Answers to campaigns"),
    what=_("Whether a campaign’s result answers you, and the few words you write about it."),
    why=_(
        "So the partners learn whether it helped. Editors see the shares and the words, but not "
        "who answered."
    ),
    how_long=lambda: gettext("Until the campaign is deleted, or you delete your account."),
)


def register(registry: Registry) -> None:
    """Register the rules of the models of this app."""
    registry.register(PLEDGES, KIT_TICKS, ANSWERS)
    registry.declare_impersonal(
        "campaigns.CampaignPage",
        "contact_name",
        "contact_role",
        "contact_phone",
        "contact_email",
        reason="Whom readers can ask: at work, and public.",
    )


def _pledges(person: Person) -> PledgeQuerySet:
    """Return the pledges made with the person's account or with one of their addresses."""
    return Pledge.objects.filter(Q(user=person.user) | Q(email__in=person.addresses))


def _erase(person: Person, posts: Posts) -> None:
    giving.erase(_pledges(person))


def _lock(person: Person, wait: bool) -> None:
    giving.lock(_pledges(person), wait=wait)


def _erasure_preview(person: Person) -> str:
    count = _pledges(person).given().count()
    if not count:
        return ""
    return ngettext(
        "%(count)d pledge: it is withdrawn, unless the campaign is over.",
        "%(count)d pledges: they are withdrawn, unless the campaign is over.",
        count,
    ) % {"count": count}


PLEDGES = Rule(
    model="campaigns.Pledge",
    person_fields=("user", "email"),
    privacy_row=PLEDGING,
    find=_pledges,
    columns=(
        Column("promise", _("promise"), read=lambda row: offer_page(row.offer).promise),
        "email",
        "giver",
        "area",
        "language",
        "wants_reminder",
        "status",
        "created_at",
        "given_at",
    ),
    erasure=Erasure.ANONYMISE,
    reason="How many have made a pledge is public; who they were is not kept.",
    erase=_erase,
    lock=_lock,
    erasure_preview=_erasure_preview,
)


def _campaign_title(answer: CampaignAnswer) -> str:
    page = CampaignPage.objects.localized([answer.campaign_key]).get(answer.campaign_key)
    return page.title if page else ""


ANSWERS = Rule(
    model="campaigns.CampaignAnswer",
    person_fields=("user",),
    privacy_row=ANSWERING,
    columns=(
        Column("campaign", _("campaign"), read=_campaign_title),
        "answer",
        "words",
        "answered_at",
    ),
    erasure=Erasure.DELETE,
)


def _describe_ticks(rows: Sequence[KitTick], _user: User) -> Mapping[int, str]:
    """Return the kit and the step of each tick, as far as they are public. One query."""
    language = get_language()
    titles: dict[tuple[str, str], str] = {}
    live = KitPage.objects.live().filter(translation_key__in={row.kit for row in rows})
    for page in live.select_related("locale"):
        for step in stored_steps(page.steps.raw_data):
            key = (str(page.translation_key), step.id)
            if key not in titles or page.locale.language_code == language:
                titles[key] = f"{page.title}: {step.title}"
    return {row.pk: titles.get((str(row.kit), str(row.step)), "") for row in rows}


KIT_TICKS = Rule(
    model="campaigns.KitTick",
    person_fields=("user",),
    privacy_row=KITS,
    columns=("ticked_at",),
    describe_rows=_describe_ticks,
    erasure=Erasure.DELETE,
)
