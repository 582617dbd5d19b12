"""What is promised, tried hard: each goal of the scorecard, for a chosen time or count, with the bugs that it catches.

``make torture`` runs it. The goals are modules in `torture.goals`.
"""
