"""Pages for people: the staff's screens under ``/admin`` and the guest's at ``/table``; one module a screen."""
