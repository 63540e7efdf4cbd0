"""URLs of moderators' acts, of decisions and of the public log, in the forum's namespace."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from forum.moderation import act_views, decision_views, merge_views, proposal_views, public_log

urlpatterns = [
    path(_("post/<int:post_id>/moderation/"), act_views.overview, name="acts"),
    path(_("post/<int:post_id>/moderation/partner/"), act_views.mark_partner, name="mark_partner"),
    path(_("post/<int:post_id>/moderation/merge/"), merge_views.merge, name="merge"),
    path(_("post/<int:post_id>/moderation/<slug:act_name>/"), act_views.act, name="act"),
    path(_("decision/<int:action_id>/"), decision_views.decision, name="decision"),
    path(_("decision/<int:action_id>/complaint/"), decision_views.answer, name="appeal_answer"),
    path(_("decision/<int:action_id>/undo/"), decision_views.take_back, name="take_back"),
    path(_("proposal/<int:proposed_act_id>/"), proposal_views.show, name="proposed_act"),
    path(_("moderation-log/"), public_log.show, name="moderation_log"),
]
