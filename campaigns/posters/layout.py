"""What stands on the poster of a campaign."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.models.pages import CampaignPage
from core.page_urls import url_of
from core.posters.poster import Poster, PosterFact
from core.themes import localized_themes


def poster_of(page: CampaignPage) -> Poster:
    """Return the poster of a live campaign, in the language of its page. One query."""
    language = page.locale.language_code
    with override(language):
        links = page.campaign_partners.select_related("partner")
        partners = ", ".join(link.partner.name_for_reader for link in links)
        facts = [(_("Period"), page.period), (_("Together with"), partners)]
        return Poster(
            language=language,
            title=page.title,
            url=url_of(page),
            lead=page.summary,
            facts=tuple(PosterFact(label, (text,)) for label, text in facts if text),
            theme=localized_themes(language).get(page.theme_id),
            image_id=page.picture_id,
            own_picture=page.shown_picture,
        )
