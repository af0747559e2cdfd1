"""The bench: Trede beside bare floors in one run, as ratios. A time by itself says nothing and is never compared."""
