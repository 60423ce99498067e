"""The one way in which a fleet rule says that an input cannot be read at all."""


class Malformed(ValueError):
    """An input that is not what it claims to be.

    Carries a machine code only, never the value: the value may be personal and exceptions reach log files.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
