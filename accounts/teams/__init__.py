"""Administration: the teams, and which neighbourhoods each serves."""
