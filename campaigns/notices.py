"""Notices about campaigns: a new one, its phases and updates, and enough pledges.

The followers of the threads that a campaign grew from are told, too, when it is published and when
it has a result. Each person gets one notice of it, however many of these they follow.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns import connections
from campaigns.models.pages import CampaignPage
from campaigns.models.phases import Phase
from campaigns.models.pledges import PledgeMilestone, PledgeWording
from campaigns.models.updates import CampaignUpdate, CampaignUpdateText
from core.themes import localized_themes
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from notifications.notices.topics import Reader, TopicLabel, TopicType
from residents.models import User

NEW, STATUS, MILESTONE = "campaigns.new", "campaigns.status", "campaigns.milestone"
UPDATE, QUESTION = "campaigns.update", "campaigns.question"
# A phase that began earlier is no news, should `tick` have rested for long.
_ANNOUNCED_FOR = datetime.timedelta(days=7)


def notify(page: CampaignPage) -> None:
    """Notify followers that a published campaign is new, or that its phase has changed.

    A campaign is new once, in the language that is published first, and each phase is announced
    once. Other changes notify nobody.
    """
    target = topics.campaign(page.translation_key)
    known = Activity.objects.filter(target=target)
    _publish(page, is_new=_is_first_publication(page) and not known.exists())


def announce_phases() -> int:
    """Notify the followers of the campaigns that have begun or ended; return how many they are.

    Called by `tick`. A phase that was announced already is not announced again.
    """
    since = timezone.localdate() - _ANNOUNCED_FOR
    changed = CampaignPage.objects.live().changed_phase(since=since).defer_streamfields()
    keys = [page.translation_key for page in changed]
    # All languages of a campaign are one.
    pages = CampaignPage.objects.localized(keys)
    return sum(_publish(page, is_new=False) for page in pages.values())


@transaction.atomic
def _publish(page: CampaignPage, *, is_new: bool) -> bool:
    """Store the activity, if there is none for this phase; return whether it is new."""
    target = topics.campaign(page.translation_key)
    key = f"{target}:{page.phase.value}"
    if Activity.objects.filter(key=key).exists():
        return False
    followed = [target]
    if is_new:
        followed = [topics.theme(page.theme_id)] if page.theme_id else []
        followed += map(topics.tag, page.tags.slugs())
        followed += connections.origin_topics(page.translation_key)
    activities.publish(
        key=key,
        kind=NEW if is_new else STATUS,
        object_id=page.pk,
        target=target,
        topics=followed,
    )
    return True


def notify_of_milestone(milestone: PledgeMilestone) -> None:
    """Notify the followers of the campaign that so many have made a pledge.

    Must be called in the transaction of the pledge.
    """
    target = topics.campaign(milestone.offer.campaign_key)
    activities.publish(
        key=f"{target}:pledges:{milestone.pk}",
        kind=MILESTONE,
        object_id=milestone.pk,
        target=target,
        topics=[target],
    )


def notify_of_update(update: CampaignUpdate) -> None:
    """Notify the followers of a new update; those of its threads, too, if it is a result.

    Must be called in the transaction that publishes it.
    """
    target = topics.campaign(update.campaign_key)
    followed = [target]
    if update.is_result:
        followed += connections.origin_topics(update.campaign_key)
    activities.publish(
        key=f"{target}:update:{update.key}",
        kind=UPDATE,
        object_id=update.pk,
        target=target,
        topics=followed,
    )


def ask_followers(page: CampaignPage) -> None:
    """Ask those who follow the campaign or its threads once: “Did you get an answer?”

    Must be called in the transaction that publishes the result.
    """
    target = topics.campaign(page.translation_key)
    activities.publish(
        key=question_key(page.translation_key),
        kind=QUESTION,
        object_id=page.pk,
        target=target,
        topics=[target, *connections.origin_topics(page.translation_key)],
    )


def question_key(campaign_key: uuid.UUID) -> str:
    """Return the key of the activity that asks the followers of a campaign."""
    return f"{topics.campaign(campaign_key)}:question"


def _is_first_publication(page: CampaignPage) -> bool:
    """Whether `page` was published for the first time, and in its first language."""
    others = page.get_translations().filter(first_published_at__isnull=False)
    return page.first_published_at == page.last_published_at and not others.exists()


def _pages_of(batch: Sequence[Activity]) -> dict[int, CampaignPage]:
    """Return the live page for the reader of each activity about a page, by activity."""
    keys_by_pk = dict(
        CampaignPage.objects.filter(pk__in={activity.object_id for activity in batch}).values_list(
            "pk", "translation_key"
        )
    )
    pages = CampaignPage.objects.localized(keys_by_pk.values())
    keys = {activity.pk: keys_by_pk.get(activity.object_id) for activity in batch}
    return {pk: pages[key] for pk, key in keys.items() if key in pages}


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    pages = _pages_of(batch)
    new = [activity.pk for activity in batch if activity.kind == NEW]
    keys = {pages[pk].translation_key for pk in new if pk in pages}
    threads = connections.origin_titles(keys, reader) if keys else {}
    themes = localized_themes()
    described = {}
    for activity in batch:
        page = pages.get(activity.pk)
        if page:
            thread = threads.get(page.translation_key, "")
            theme = themes.get(page.theme_id)
            described[activity.pk] = Described(
                title=page.title,
                title_language=page.locale.language_code,
                url=page.get_url() or "/",
                text=_describe_new(thread) if activity.kind == NEW else _describe_phase(page),
                group=theme.name if theme else page.title,
            )
    return described


def _describe_new(thread: str) -> str:
    if thread:
        return _("A new campaign. It began as the thread “%(thread)s”.") % {"thread": thread}
    return _("A new campaign.")


def _describe_updates(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    updates = CampaignUpdate.objects.filter(is_shown=True).in_bulk(
        {activity.object_id for activity in batch}
    )
    pages = CampaignPage.objects.localized({each.campaign_key for each in updates.values()})
    texts = CampaignUpdateText.objects.in_reader_language(pages.values())
    described = {}
    for activity in batch:
        update = updates.get(activity.object_id)
        page = pages.get(update.campaign_key) if update else None
        text = texts.get((page.pk, update.pk)) if update and page else None
        if update is None or page is None or text is None:
            continue
        said = _("What came of it: “%(title)s”") if update.is_result else _("News: “%(title)s”")
        described[activity.pk] = Described(
            title=page.title,
            title_language=page.locale.language_code,
            url=f"{page.get_url() or '/'}#update-{update.key}",
            text=said % {"title": text.title},
            group=page.title,
        )
    return described


def _describe_questions(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    pages = _pages_of(batch)
    results = _results_asked_about(pages.values())
    described = {}
    for pk, page in pages.items():
        result = results.get(page.pk)
        described[pk] = Described(
            title=page.title,
            title_language=page.locale.language_code,
            url=reverse("campaign_story:answer", args=[page.translation_key]),
            text=_("There is a result. Did you get an answer?"),
            group=page.title,
            excerpt=f"{result.title}\n\n{result.text}".strip() if result else "",
            text_language=page.locale.language_code,
            button=_("Answer yes, partly or no"),
        )
    return described


def _results_asked_about(pages: Iterable[CampaignPage]) -> dict[int, CampaignUpdateText]:
    """Return the words of the results about which the followers of `pages` are asked, by page."""
    found = CampaignUpdateText.objects.filter(
        page__in=list(pages), update__asked_at__isnull=False, update__is_shown=True
    )
    return {text.page_id: text for text in found}


def _describe_milestones(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    found = PledgeMilestone.objects.select_related("offer").in_bulk(
        {activity.object_id for activity in batch}
    )
    pages = CampaignPage.objects.localized({each.offer.campaign_key for each in found.values()})
    wordings = PledgeWording.objects.in_reader_language(each.offer_id for each in found.values())
    described = {}
    for activity in batch:
        milestone = found.get(activity.object_id)
        page = pages.get(milestone.offer.campaign_key) if milestone else None
        if milestone is None or page is None or milestone.offer_id not in wordings:
            continue
        described[activity.pk] = Described(
            title=page.title,
            title_language=page.locale.language_code,
            url=page.get_url() or "/",
            text=_("%(count)s have promised: “%(promise)s”")
            % {
                "count": number_format(milestone.number, use_l10n=True, force_grouping=True),
                "promise": wordings[milestone.offer_id].promise,
            },
            group=page.title,
        )
    return described


def _describe_phase(page: CampaignPage) -> str:
    """Return what the latest phase means to followers. A notice is read on another day."""
    return {
        Phase.COMING: _("The campaign has been postponed."),
        Phase.RUNNING: _("The campaign has begun."),
        Phase.OVER: _("The campaign is over."),
    }[page.phase]


def _campaign_labels(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    return {
        str(key): TopicLabel(page.title, page.get_url() or "", page.locale.language_code)
        for key, page in CampaignPage.objects.localized(_keys(ids)).items()
    }


def _campaign_themes(ids: Collection[str]) -> dict[str, int]:
    found = CampaignPage.objects.filter(translation_key__in=_keys(ids), theme__isnull=False)
    return {str(key): theme for key, theme in found.values_list("translation_key", "theme")}


def _keys(ids: Collection[str]) -> list[uuid.UUID]:
    """Return the ids that are translation keys."""
    keys = []
    for topic_id in ids:
        try:
            keys.append(uuid.UUID(topic_id))
        except ValueError:
            continue
    return keys


def register() -> None:
    """Register the activity types and the topic of campaigns."""
    activity_types.register(
        Kind(
            NEW,
            Category.NEWS,
            _describe,
            lambda count: ngettext("%(count)d new campaign", "%(count)d new campaigns", count),
        )
    )
    activity_types.register(
        Kind(
            STATUS,
            Category.NEWS,
            _describe,
            lambda count: ngettext(
                "%(count)d campaign update", "%(count)d campaign updates", count
            ),
        )
    )
    activity_types.register(
        Kind(
            MILESTONE,
            Category.NEWS,
            _describe_milestones,
            lambda count: ngettext("%(count)d milestone", "%(count)d milestones", count),
        )
    )
    activity_types.register(
        Kind(
            UPDATE,
            Category.NEWS,
            _describe_updates,
            lambda count: ngettext(
                "%(count)d campaign update", "%(count)d campaign updates", count
            ),
        )
    )
    activity_types.register(
        Kind(
            QUESTION,
            Category.NEWS,
            _describe_questions,
            lambda count: ngettext("%(count)d question", "%(count)d questions", count),
        )
    )
    topics.register(TopicType("campaign", _campaign_labels, themes=_campaign_themes))
