"""The record as one desk needs it, and the relay that tells workflows the news."""
