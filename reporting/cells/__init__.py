"""Small cells: which counts of a family of tables stay hidden, so that nobody can work out a small one.

`tables` holds the shapes and is light. `protecting` and `auditing` load SciPy, which takes some 65 MiB: a web worker
does not import them; what they make is made by a worker and kept.
"""
