"""What the pages of administration share: a form that is answered once, or shown again with why."""

import uuid
from collections.abc import Callable
from typing import Any, NoReturn, Protocol
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.request import Request
from ledger import journal, keys, operation
from workflows.refusal import Refused

INVALID = 422
UNSAID = forms.Field.default_error_messages["required"]
FILL_IN, CHOOSE = gettext_lazy("Fill this in."), gettext_lazy("Make a choice.")
CHOICES = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


class AskingForm(forms.Form):
    """What was left open says what to do; a field may have words of its own for it."""

    def full_clean(self) -> None:
        for field in self.fields.values():
            if field.error_messages.get("required") is UNSAID:
                field.error_messages["required"] = CHOOSE if isinstance(field.widget, CHOICES) else FILL_IN
        super().full_clean()


class OnceForm(AskingForm):
    """`key` names this one sending of the form."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


def answer(
    request: Request, form: OnceForm, do: Callable[[], object], *, about: UUID, then: Callable[[UUID], str], said: str
) -> HttpResponse | None:
    """Do it once and go on to `then(about)`; sent again, to the first answer. None: refused, and the form says why."""
    try:
        with operation.whole():
            earlier = claimed(request, form, about)
            done = None if earlier else do()
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    except keys.KeyReused:
        form.add_error(None, _("This form was already sent with other answers. Check them and send it again."))
        return None
    if not earlier:
        messages.success(request, said)
    return redirect(then(earlier or (done if isinstance(done, UUID) else about)))


class Sent(Protocol):
    """A form that was sent: what was filled in, and under `key` which sending it is."""

    cleaned_data: dict[str, Any]

    @property
    def answers(self) -> dict[str, Any]: ...


def claimed(request: Request, form: Sent, about: UUID) -> UUID | None:
    """What an earlier sending of this form was about; None when this is the first. Raises KeyReused."""
    key = form.cleaned_data.get("key")
    if not key:
        return None
    body = ((name, str(value)) for name, value in form.answers.items())
    print_of = keys.fingerprint(request.path, body)
    return keys.claim(actor=request.actor.id, key=key, fingerprint=print_of, answer=about, at=request.at)


def show(request: Request, template: str, form: forms.Form, context: dict[str, object]) -> HttpResponse:
    """The form's page; with 422 when something is not right in it."""
    status = INVALID if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def press(request: Request, do: Callable[[], object], *, then: str, said: str) -> HttpResponse:
    """One button without a form: done, or the reason on the page it stands on."""
    try:
        do()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(then)


def not_here(act: str, about: tuple[str, UUID | None]) -> NoReturn:
    """What is not of one's own municipality looks as what does not exist; the try is journalled."""
    journal.note(act, about=about, result=journal.DENIED, reason="not_in_sight")
    raise Http404
