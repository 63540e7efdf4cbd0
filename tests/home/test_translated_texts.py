"""Every text that readers see can be given in each language, or there is a reason why not.

A new field of text fails here until it is listed with the way in which it is translated.
"""

from collections.abc import Iterator
from enum import Enum

import pytest
from django.apps import apps
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import TranslatableField, get_translatable_fields

OUR_APPS = (
    *("core", "residents", "notifications", "events", "campaigns"),
    *("forum", "home", "desk", "hub"),
)


class Way(Enum):
    """How a text reaches readers of another language."""

    # The model is translatable: an editor writes it again in wagtail-localize.
    PAGE = "a page for each language"
    # The model has a row for each language.
    ROW = "a row for each language"
    # A JSON column by the code of the language.
    COLUMN = "a column with all languages"
    # The words in the site's first language; a column or row with another way has the others.
    FIRST = "the words of the first language"
    NAME = "a proper name, number or address, the same in every language"
    PERSON = "written by one person, shown as written"
    HIDDEN = "no reader is shown it"


WAYS = {
    Way.PAGE: """
        home.HomePage: summary intro figures quotes steps
        home.StandardPage: summary body
        home.ThemePage: summary intro body
        home.PrivacyPage: controller
        home.PartnerIndexPage: summary body
        home.PartnerPage: summary body
        campaigns.KitPage: summary steps
        campaigns.CampaignPage: summary contact_role body updates
        events.CalendarPage: summary intro
        events.EventPage: summary contact_role price directions welcome questions consent
        events.EventPage: status_reason body
        core.ThemeWording: name summary
    """,
    Way.ROW: """
        core.SiteWording: name place menu footer_columns acute_label police_label other_label
        core.SiteWording: sign_in_text sent_mail_text
        core.TagTranslation: name
        core.SearchEntry: title
        campaigns.PledgeWording: promise
        campaigns.CampaignUpdateText: title text
        events.EventText: title summary url status_reason price contact directions welcome consent
        events.EventText: questions
        notifications.OutboxMessage: subject text html url
    """,
    Way.COLUMN: """
        core.Partner: translated_names
        core.SiteImage: translated_descriptions
        core.EmergencyStrip: texts
        events.Announcement: texts
        events.Occurrence: other_reasons
        notifications.Letter: texts
    """,
    # In this order: core.Partner.translated_names, core.SiteImage.translated_descriptions, the
    # label that each use of a document has on its page, EventText, Occurrence.other_reasons,
    # EventText.questions, Letter.texts.
    Way.FIRST: """
        core.Partner: name
        core.SiteImage: description
        core.SiteDocument: title
        events.Event: title status_reason
        events.Occurrence: status_reason
        events.Question: label choices
        notifications.Letter: topic_name
    """,
    Way.NAME: """
        core.Area: name postal_codes
        core.SiteImage: credit
        core.SiteSettings: acute_number police_number other_number social_links
        core.SiteSettings: accessibility_statement
        core.EmergencyStrip: link
        campaigns.CampaignPage: contact_name contact_phone
        events.EventPage: contact_name contact_phone venue address weekdays
        events.Event: venue address recurrence
        events.Occurrence: own_name own_address
    """,
    Way.PERSON: """
        residents.User: first_name last_name display_name about
        campaigns.CampaignAnswer: words
        events.Feedback: comment
        events.SignUp: name phone companions consented_to
        events.Answer: value
        forum.AnonymousIssue: name title body place reason
        forum.Thread: title excerpt guest_name
        forum.Post: body body_as_html hidden_reason guest_name
        forum.PostVersion: body place title
        forum.PostPicture: alt_text
        forum.ModerationAction: reason before
        forum.ProposedAct: reason body details answer
        forum.Appeal: text answer
        forum.Draft: fields
        forum.HeldPost: title body tags place rules reason chosen_pictures
        forum.HelpRequest: thanks
        forum.HelpMessage: body
        forum.ConversationReport: text answer
        forum.Issue: place
        forum.Poll: title place
        forum.Voter: name pending
        forum.PostReport: text answer
    """,
    # Keys, codes, states and words to search by.
    Way.HIDDEN: """
        core.SiteImage: title file_hash
        core.SiteRendition: filter_spec focal_point_key
        core.SiteDocument: file_hash
        core.PromotedResult: terms
        core.SearchSynonyms: terms
        core.SearchEntry: model event_key
        core.SearchWord: word written
        residents.User: password
        residents.DataExport: file
        notifications.Letter: topic
        notifications.Subscription: topic
        notifications.Activity: key kind target topics addressed
        notifications.PushSubscription: endpoint_digest p256dh auth session_key
        notifications.OutboxMessage: key scope reply_to calendar qr calendar_method last_error
        notifications.Suppression: scope
        notifications.AddressTrouble: reason
        campaigns.PledgeOffer: givers breakdown
        events.PrivateCalendar: secret
        events.SignUp: code
        forum.Thread: tag_ids
        forum.Draft: token route
        forum.HeldPost: kind
        forum.ReceivedMail: key
        desk.ListedLink: target label
    """,
}


def parsed(listed: str) -> Iterator[tuple[str, str]]:
    for line in listed.strip().splitlines():
        label, names = line.strip().split(": ")
        for name in names.split():
            yield label, name


LISTED = [(*key, way) for way, listed in WAYS.items() for key in parsed(listed)]


def is_text(field: models.Field) -> bool:
    """Return whether `field` holds words; choices are translated as the interface is."""
    if field.choices or field.name == "language":
        return False
    if isinstance(field, models.SlugField | models.EmailField | models.URLField):
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField | StreamField)


def our_texts() -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_concrete_fields
        if is_text(field)
    }


def test_every_text_is_listed_once():
    assert sorted(our_texts()) == sorted((label, name) for label, name, _way in LISTED)


def test_texts_of_pages_are_in_the_translation_editor():
    """Those of pages that are called the same in every language are not typed again."""
    for label, name, way in LISTED:
        model = apps.get_model(label)
        if not issubclass(model, TranslatableMixin):
            assert way is not Way.PAGE
            continue
        is_translated = any(
            isinstance(field, TranslatableField)
            for field in get_translatable_fields(model)
            if field.field_name == name
        )
        assert is_translated is (way is Way.PAGE), f"{label}.{name}"


@pytest.mark.parametrize("way", [Way.ROW, Way.COLUMN])
def test_texts_of_other_models_have_a_place_for_each_language(way):
    for label, name in parsed(WAYS[way]):
        fields = {field.name: field for field in apps.get_model(label)._meta.fields}
        if way is Way.ROW:
            # The row of an update belongs to the page of a campaign in one language.
            assert {"language", "locale", "page"} & fields.keys(), label
        else:
            assert isinstance(fields[name], models.JSONField), f"{label}.{name}"
