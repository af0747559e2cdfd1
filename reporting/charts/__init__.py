"""Figures per month as charts: what is signal and what is noise, the sentence that tells it, and the drawing."""
