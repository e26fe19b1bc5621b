"""The JSON API, for tablets and whatever else speaks it: a module's ``ROUTES`` are everybody's, its ``STAFF_ROUTES``
are under ``/admin``.
"""
