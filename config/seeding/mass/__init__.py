"""A municipality's years at once: cases done through the real actions, copied with other people on other days."""
