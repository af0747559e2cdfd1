"""Files of figures that are made in the background: asked for on a page, made by a worker, fetched for a day."""
