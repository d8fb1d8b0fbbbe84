"""Features: what is known of a parameter, and of a pair of them."""
