"""Words of Wagtail and wagtail-localize that no translation reaches, in the language of the admin.

They make some labels from the names of fields, and some dates with the month names of the server.
"""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site
from wagtail_localize.models import StringTranslation


def translate() -> None:
    """Replace them in the forms, and in the translation editor. Called once, in `ready()`."""
    from wagtail.admin.forms.workflows import WorkflowPageForm
    from wagtail.admin.views import generic
    from wagtail.contrib.redirects.forms import ConfirmImportForm, RedirectForm
    from wagtail.sites.forms import SiteForm
    from wagtail.sites.views import IndexView
    from wagtail.users.forms import PagePermissionsForm
    from wagtail.users.views.users import CreateView
    from wagtail_localize.locales.components import LocaleComponentModelForm

    of_sites = {"site_name": gettext_lazy("Site name"), "root_page": gettext_lazy("Root page")}
    for name, label in of_sites.items():
        SiteForm.base_fields[name].label = label
    for column in IndexView.columns:
        column.label = of_sites.get(column.name, column.label)
    for form in (WorkflowPageForm, PagePermissionsForm):
        form.base_fields["page"].label = gettext_lazy("Page")
    for redirect_form in (RedirectForm, ConfirmImportForm):
        redirect_form.base_fields["site"].label_from_instance = name_of
    # Wagtail's title names the user twice: "Add user: Resident".
    CreateView.page_title = generic.CreateView.page_title
    _label_fields_of(LocaleComponentModelForm)
    StringTranslation.get_comment = comment_on


def name_of(site: Site) -> str:
    """Return the name of a site: of the default one the hub's, not the address of its server."""
    if site.site_name or not site.is_default_site:
        return str(site)
    return str(settings.WAGTAIL_SITE_NAME)


def _label_fields_of(form_class: Any) -> None:
    """Label the fields of the forms that wagtail-localize derives from this class."""
    construct = form_class.__init__

    def labelled(form: Any, *args: Any, **kwargs: Any) -> None:
        construct(form, *args, **kwargs)
        labels = {"enabled": _("Enabled"), "sync_from": _("Sync from")}
        for name in labels.keys() & form.fields.keys():
            form.fields[name].label = labels[name]

    form_class.__init__ = labelled


def comment_on(translated: StringTranslation) -> str | None:
    """Return how and when a text was translated: wagtail-localize's words, with our date."""
    on = date_format(timezone.localtime(translated.updated_at), "SHORT_DATE_FORMAT")
    if translated.tool_name:
        comment = _("Translated with {tool_name} on {date}")
        return comment.format(tool_name=translated.tool_name, date=on)
    if translated.translation_type == StringTranslation.TRANSLATION_TYPE_MANUAL:
        return _("Translated manually on {date}").format(date=on)
    if translated.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE:
        return _("Machine translated on {date}").format(date=on)
    return None
