"""Administration: the lines of policy that a municipality writes itself."""
