from datetime import date
from itertools import product

import pytest
from django.utils.translation import override

from workflows.layers import LOWER_LAYERS, STEP, Law, Layer, StepFour, heaviest, label, step_four, wording, wordings

TODAY = date(2026, 11, 3)


def test_the_steps_people_see():
    assert [STEP[layer] for layer in Layer] == [1, 1, 2, 3, 4]
    assert tuple(Layer)[:4] == LOWER_LAYERS


def test_income_and_debts_are_decisions_of_their_own():
    assert [step_four(law) for law in Law] == [StepFour.TAILORED_PROVISION] * 2 + [StepFour.OWN_DECISION] * 2


@pytest.mark.parametrize(("layer", "law"), list(product(Layer, Law)))
def test_every_layer_has_one_wording_per_law(layer, law):
    holding = [row for row in wordings() if row.layer == layer and law in row.laws and row.holds_on(TODAY)]
    assert holding == [wording(layer, law, TODAY)]


def test_every_wording_names_its_source():
    assert all(row.source and row.term for row in wordings())


def test_the_reader_chooses_the_language():
    with override("nl"):
        assert label(Layer.SOCIAL_NETWORK, Law.WMO, TODAY) == "Mensen om u heen"
    with override("en"):
        assert label(Layer.SOCIAL_NETWORK, Law.WMO, TODAY) == "People around you"


def test_a_day_before_the_law_has_no_wording():
    with pytest.raises(LookupError, match="own_strength"):
        wording(Layer.OWN_STRENGTH, Law.WMO, date(2014, 12, 31))


def test_the_heaviest_layer():
    assert heaviest([Layer.SOCIAL_NETWORK, Layer.GENERAL_FACILITY, Layer.OWN_STRENGTH]) == Layer.GENERAL_FACILITY
    assert heaviest([]) is None
