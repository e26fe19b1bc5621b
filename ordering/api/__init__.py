"""The JSON API under /api/v1: thin translations of the domains' verbs, one module a resource."""
