"""The same questionnaire as others would build it, and the floor below which nobody gets."""
