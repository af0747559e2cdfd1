"""All referrals that run: a list by whose turn it is, and the same as a board by where they stand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.request import Request
from cases.referrals.following.listing import board_of, listing_of


@require_GET
def listed(request: Request) -> HttpResponse:
    return render(request, "referrals/list.html", listing_of(request))


@require_GET
def board(request: Request) -> HttpResponse:
    return render(request, "referrals/board.html", board_of(request))
