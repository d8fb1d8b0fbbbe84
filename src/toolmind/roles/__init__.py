"""Roles: prompts over a chat model, and the conversation they hold."""
