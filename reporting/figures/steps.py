"""In what a finished investigation ended: one rule, for every figure that counts it."""

from django.db.models import Q

from workflows.layers import Law, Layer, StepFour

EXTERNAL = "external"
KNOW_TAILORED = (Law.WMO, Law.JEUGD)
LAYERS_OF = {
    "own": (Layer.OWN_STRENGTH, Layer.USUAL_HELP),
    "around": (Layer.SOCIAL_NETWORK,),
    "nearby": (Layer.GENERAL_FACILITY,),
    "tailored": (Layer.TAILORED_PROVISION,),
    "own_decision": (StepFour.OWN_DECISION, Layer.TAILORED_PROVISION),
    "nowhere": ("",),
}
OUTCOMES = (*LAYERS_OF, EXTERNAL)
OUTSIDE = Q(reason=EXTERNAL)


def of_step(outcome: str) -> Q:
    """Rows with a layer of this step: enough where they are known to be of a law that has it, and from inside."""
    return Q(layer__in=[str(layer) for layer in LAYERS_OF[outcome]])


def ended_in(outcome: str) -> Q:
    """Rows with a law, a layer and a reason that ended so. What was referred from outside ended in no step."""
    if outcome == EXTERNAL:
        return OUTSIDE
    step = ~OUTSIDE & of_step(outcome)
    knows = Q(law__in=KNOW_TAILORED)
    return step & {"tailored": knows, "own_decision": ~knows}.get(outcome, Q())
