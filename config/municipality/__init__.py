"""Municipalities: reading their policy packs and entering them in the database."""
