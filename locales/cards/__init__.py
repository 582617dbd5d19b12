"""The cards: one screen for each view, worded in the person's language and fit for a small phone."""

from locales.cards.dispatch import render_card as render_card
from locales.cards.dispatch import render_door as render_door
