"""The names that a service answers to."""


class Hosts:
    """``allowed`` are names; one that begins with a dot stands for itself and all below it. None at all allows any."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._names = {name.removeprefix(".") for name in allowed}
        self._parents = tuple(name for name in allowed if name.startswith("."))

    def allow(self, name: str) -> bool:
        """Whether we answer to a name, in small letters and without a port."""
        return not self._names or name in self._names or name.endswith(self._parents)

    @property
    def any(self) -> bool:
        return not self._names
