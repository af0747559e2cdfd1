"""Stories: help requests from the first word to the decision, played through the real actions and checked."""
