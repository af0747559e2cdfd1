"""Figures for who may not open the cases: a fixed catalogue of tables, protected together, made once per closed year.

`catalogue`, `storing`, `grid` and `models` are light, and all that the web reads. `counting` and `making` are the
worker's: what is not protected never leaves it.
"""
