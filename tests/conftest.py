"""Settings that all tests share."""

from hypothesis import settings

# Shared machines are slow at times; a deadline per example would make tests fail by chance.
settings.register_profile("toolmind", deadline=None)
settings.load_profile("toolmind")
