"""Seeding: a team's ordinary work of some months, thrown with dice and done through the real actions."""
