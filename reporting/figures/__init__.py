"""The figures: one function each, days in, typed rows out."""
