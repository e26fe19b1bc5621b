from tests.security.guessing import checked, clock

__all__ = ["checked", "clock"]
