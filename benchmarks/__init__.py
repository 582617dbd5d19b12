"""Measures the bot as a whole process, and kills it: what it costs, how fast it is, what survives."""
