"""The offline room: a rule-based player, its world, and a test double of an endpoint.

Nothing in the product imports it but the loader of plug-ins.
"""
