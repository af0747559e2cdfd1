"""Finding what fits: search words, what is asked, ranking, and the page."""
