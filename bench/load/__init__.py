"""The load: what is sent (``job``), how requests are spelled (``spelling``), the process that sends (``client``)."""
