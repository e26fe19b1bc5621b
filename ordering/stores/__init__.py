"""A restaurant and the people who work there."""
