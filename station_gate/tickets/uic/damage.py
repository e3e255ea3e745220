"""What is said of a payload that is not in the form its format asks for."""


class Damaged(Exception):
    """The bytes are not what an issuer writes; the text says what is wrong."""


class Unsupported(Exception):
    """The bytes are in a form that this program knows of but does not read; which one."""
