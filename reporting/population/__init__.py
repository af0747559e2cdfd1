"""How many people live where: imported from a table, with its source and the day it is about."""
