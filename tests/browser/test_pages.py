"""Every page is usable: no barrier that axe knows, no scrolling sideways at 320 px, nothing too small to hit."""

from typing import Any

from tests.browser import town
from tests.browser.pages import examine
from tests.cast import ADA, ANNE, DANA, IRIS, MAX, NOORD, PRIYA, TESS

NOTHING_THERE = (
    (None, "login", "/account/login/"),
    (IRIS, "my-work-intake", "/my-work/"),
    (IRIS, "conversations", "/conversations/"),
    (TESS, "my-work-team", "/my-work/"),
    (TESS, "cases", "/cases/"),
    (TESS, "account", "/account/"),
    (TESS, "not-here", "/nothing/"),
    (TESS, "not-yours", "/figures/"),
    (MAX, "figures", "/figures/"),
    (MAX, "figures-escalation", "/figures/escalation/"),
    (MAX, "figures-funnel", "/figures/funnel/"),
    (MAX, "figures-split", "/figures/escalation-by/?by=age"),
    (MAX, "figures-remark", "/figures/remarks/write/"),
    (MAX, "figures-waiting", "/figures/waiting/"),
    (MAX, "figures-terms", "/figures/terms/"),
    (MAX, "figures-beside", "/figures/balance/?law=wmo"),
    (MAX, "figures-behind", "/figures/funnel/cases/?what=registered&counted=number"),
    (MAX, "figures-cost", "/figures/cost/"),
    (MAX, "figures-cost-area", "/figures/cost-by-area/"),
    (MAX, "figures-prevention", "/figures/prevention/?first=2025"),
    (MAX, "figures-years-wrong", "/figures/cost/?first=2026&last=2025"),
    (ADA, "cost-imports", "/figures/imports/"),
    (MAX, "figures-demand", "/figures/demand/?by=neighbourhood"),
    (MAX, "figures-gaps", "/figures/gaps/?since=2026-01-01"),
    (ADA, "population", "/manage/population/"),
    (MAX, "figures-wrong", "/figures/?since=2026-02-01&until=2026-01-01"),
    (MAX, "team", "/team/"),
    (MAX, "team-cases", "/team/cases/"),
    (MAX, "team-overdue", "/team/cases/?what=overdue&law=wmo"),
    (MAX, "team-divide", f"/team/{NOORD}/divide/?who={TESS.id}"),
    (MAX, "team-agreed", f"/team/{NOORD}/agreed/"),
    (MAX, "files", "/figures/files/"),
    (MAX, "files-wrong", "/figures/files/?kind=xlsx&since=2026-02-01&until=2026-01-01"),
    (ANNE, "published", "/figures/published/"),
    (ANNE, "published-table", "/figures/published/steps-by-law/"),
    (ADA, "policy", "/manage/policy/hoogeveen/"),
    (ADA, "users", "/manage/users/?q=nobody"),
    (None, "link-too-old", "/account/password/x/y/"),
    (PRIYA, "audit", "/audit/"),
)


def test_a_page_with_nothing_on_it_has_no_barrier(enter: Any) -> None:
    assert examined(enter, NOTHING_THERE, "empty") == []


def test_a_full_page_has_no_barrier(enter: Any) -> None:
    there = town.build()
    at = there.path
    full = (
        (IRIS, "my-work-intake", "/my-work/"),
        (IRIS, "conversations", "/conversations/"),
        (IRIS, "conversation", f"/conversations/{there.note.id}/"),
        (IRIS, "person", f"/conversations/{there.note.id}/person/"),
        (IRIS, "work-out", f"/conversations/{there.note.id}/work-out/"),
        (IRIS, "conversation-finished", f"/conversations/{there.told.id}/"),
        (IRIS, "worked-out", f"/conversations/{there.told.id}/work-out/"),
        (TESS, "appointment", f"/conversations/appointments/{there.promised.id}/"),
        (TESS, "my-work-team", "/my-work/"),
        (TESS, "cases", "/cases/"),
        (TESS, "case", at()),
        (TESS, "case-fresh", at(case=there.fresh)),
        (TESS, "add-need", at("needs")),
        (TESS, "weigh", at("needs", there.house.id, "weigh")),
        (TESS, "cover", at("needs", there.people.id, "cover")),
        (TESS, "propose", at("needs", there.garden.id, "propose")),
        (TESS, "does-not-apply", at("needs", there.garden.id, "does-not-apply")),
        (TESS, "urgent", at("needs", there.garden.id, "urgent")),
        (TESS, "another-scheme", at("needs", there.garden.id, "another-scheme")),
        (TESS, "commonly-used", at("needs", there.garden.id, "commonly-used")),
        (TESS, "worked", at("needs", there.people.id, "worked")),
        (TESS, "reopen-need", at("needs", there.people.id, "reopen")),
        (TESS, "close-need", at("needs", there.people.id, "close")),
        (TESS, "withdraw-proposal", at("needs", there.house.id, "withdraw")),
        (TESS, "step-down", at("needs", there.house.id, "step-down")),
        (DANA, "end-support", at("needs", there.house.id, "end-support")),
        (TESS, "apply", at("application")),
        (TESS, "hand-over", at("hand-over")),
        (TESS, "resolve", at("resolve")),
        (DANA, "my-work-decision", "/my-work/"),
        (DANA, "case-decision", at()),
        (DANA, "decide", at("needs", there.house.id, "decide")),
        (MAX, "figures", "/figures/"),
        (MAX, "figures-escalation", "/figures/escalation/"),
        (MAX, "figures-split", "/figures/escalation-by/"),
        (MAX, "figures-needs", "/figures/escalation-needs/"),
        (MAX, "figures-cohort", "/figures/escalation-cohort/"),
        (MAX, "figures-reasons", "/figures/escalation-reasons/"),
        (MAX, "figures-remark", "/figures/remarks/write/?law=wmo"),
        (MAX, "figures-funnel", "/figures/funnel/"),
        (MAX, "team", "/team/"),
        (MAX, "team-cases", "/team/cases/"),
        (MAX, "team-ticked", "/team/cases/?tick=all"),
        (MAX, "team-divide", f"/team/{NOORD}/divide/?who={TESS.id}"),
        (MAX, "figures-terms", "/figures/terms/"),
        (ADA, "manage", "/manage/"),
        (ADA, "users", "/manage/users/"),
        (ADA, "user", f"/manage/users/{DANA.id}/"),
        (ADA, "add-user", "/manage/users/new/"),
        (ADA, "give-mandate", f"/manage/users/{TESS.id}/mandate/"),
        (ADA, "teams", "/manage/teams/"),
        (ADA, "team", f"/manage/teams/{NOORD}/"),
        (ADA, "serve", f"/manage/teams/{NOORD}/neighbourhoods/"),
        (ADA, "roles", "/manage/roles/"),
        (ADA, "policy", "/manage/policy/hoogeveen/"),
        (ADA, "add-contact", "/manage/policy/hoogeveen/contact/"),
        (PRIYA, "audit", "/audit/"),
    )
    assert examined(enter, full, "full") == []


def examined(enter: Any, pages: Any, state: str) -> list[str]:
    """What is wrong with these pages, each seen by its actor."""
    inside = {actor: enter(actor) for actor in dict.fromkeys(actor for actor, _name, _path in pages)}
    return [line for actor, name, path in pages for line in examine(inside[actor].see(path), f"{state}-{name}")]
