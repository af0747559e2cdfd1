"""The form of a line of policy: what it says, where that stands, and from when."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.answers import OnceForm
from accounts.models import PolicyLine
from accounts.policies.actions import NewLine
from accounts.policy import Line
from accounts.staff.forms import day_field
from accounts.words import LAW_NAMES

Kind = PolicyLine.Kind
SOURCED, EXAMPLE = "source", "example"


class LineForm(OnceForm):
    """A line of any kind. `seen` is the newest line written before, so that nobody writes over a colleague unseen."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    rests_on = forms.ChoiceField(
        label=_("What does this rest on?"),
        choices=[(SOURCED, _("A source")), (EXAMPLE, _("Nothing yet: it is an example"))],
        widget=forms.RadioSelect,
    )
    source = forms.CharField(label=_("Name of the source"), max_length=200, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    source_url = forms.URLField(label=_("Address of the source"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, *args: Any, today: date, line: Line | None = None, seen: str = "", **kwargs: Any) -> None:
        says = _said(line) if line else {"rests_on": SOURCED}
        super().__init__(*args, initial={**says, "seen": seen}, **kwargs)
        self.fields["valid_from"] = day_field(_("Holds from"), initial=today)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        example = given.get("rests_on") == EXAMPLE
        if given.get("rests_on") == SOURCED and not given.get("source") and "source" not in self.errors:
            self.add_error("source", _("Name the source, or say that this is an example."))
        if example:
            given["source"] = given["source_url"] = ""
        return given

    def seen_now(self, seen: str) -> None:
        """The next sending is made knowingly, on top of what a colleague wrote."""
        if isinstance(self.data, QueryDict):
            sent = self.data.copy()
            sent["seen"] = seen
            self.data = sent

    @property
    def says(self) -> NewLine:
        given = {name: value for name, value in self.answers.items() if name != "seen"}
        example = given.pop("rests_on") == EXAMPLE
        return NewLine(**given, example=example)


class WordingForm(LineForm):
    title = None  # type: ignore[assignment]  # a step is named by its layer
    text = forms.CharField(
        label=_("What a resident reads"),
        help_text=_("Short sentences, with u."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ArticleForm(LineForm):
    law = forms.ChoiceField(label=_("Law"), choices=list(LAW_NAMES.items()), widget=forms.RadioSelect)
    field_order = ["law", "title", "text", "rests_on", "source", "source_url", "valid_from"]


class ContactForm(LineForm):
    title = forms.CharField(label=_("Name"), max_length=200)
    text = forms.CharField(label=_("For what?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    phone = forms.CharField(label=_("Phone number"), max_length=60)
    open_when = forms.CharField(label=_("When can one call?"), max_length=200, required=False)
    crisis = forms.BooleanField(label=_("For a crisis"), required=False)
    field_order = [
        "title", "text", "phone", "open_when", "crisis", "checked_on", "rests_on", "source", "source_url", "valid_from",
    ]  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["checked_on"] = day_field(_("Last checked on"), initial=today)
        self.today = today
        self.order_fields(self.field_order)

    def clean_checked_on(self) -> date:
        checked: date = self.cleaned_data["checked_on"]
        if checked > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return checked


FORMS: dict[str, type[LineForm]] = {
    Kind.WORDING: WordingForm,
    Kind.ORDINANCE: ArticleForm,
    Kind.CONTACT: ContactForm,
}


def _said(line: Line) -> dict[str, Any]:
    """The line as it stands, to write on from. When it was checked and holds from are asked anew."""
    return {
        "title": line.title,
        "text": line.text,
        "law": line.law,
        "phone": line.phone,
        "open_when": line.open_when,
        "crisis": line.crisis,
        "rests_on": EXAMPLE if line.example else SOURCED,
        "source": line.source.title if line.source else "",
        "source_url": line.source.url if line.source else "",
    }
