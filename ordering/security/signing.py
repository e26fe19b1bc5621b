"""The signing of tokens: PyJWT, loaded without what only algorithms other than HS256 take.

That is ``cryptography``, which PyJWT can do without and loads wherever it is installed: eight megabytes of a server's
hundred, and a tenth of a second of its start. Whatever needs it (logging in to MySQL) loads it for itself.
"""

import sys

_missing = object()
_known = sys.modules.get("cryptography", _missing)
sys.modules["cryptography"] = None  # type: ignore[assignment]  # so is an import refused
try:
    import jwt as jwt
finally:
    if _known is _missing:
        del sys.modules["cryptography"]
    else:
        sys.modules["cryptography"] = _known  # type: ignore[assignment]  # likewise
