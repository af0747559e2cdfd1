"""What managers write at the months of a chart: what happened there, and from when its limits start anew."""
