"""Small cells: which counts of a family of tables stay hidden, so that nobody can work out a small one.

`tables` holds the shapes and is light. `protecting` and `auditing` load SciPy, which takes some 37 MiB: a web process
does not import them; what they make is made by a worker and kept.
"""
