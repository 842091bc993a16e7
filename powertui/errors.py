"""The one family of exceptions, for what ends a command or an action.

Expected outcomes (no answer, no such object, stale) are values, never exceptions. Each message is one
sentence that says what is wrong, where, and what would be right; it is shown to people as it stands.

    PowertuiError
    ├── ConfigError        a file, a key or a value in it
    ├── UsageError         the command line
    ├── DatabaseError      cannot be opened, or is of another version
    ├── ModelError         a topology that cannot be: a reference to nothing, a refused value
    ├── ProfileError       a PDU profile that cannot be used
    ├── CredentialError    a secret's reference that leads nowhere
    └── SimulatorError     the simulated plant cannot start
"""


class PowertuiError(Exception):
    """Base of all; the command line prints its message and exits with `exit_code`."""

    exit_code = 1


class ConfigError(PowertuiError):
    """A configuration file that cannot be used: which file, which key, what would be right."""

    exit_code = 2


class UsageError(PowertuiError):
    """A command line that asks for something impossible."""

    exit_code = 2


class DatabaseError(PowertuiError):
    """The database cannot be opened, or was written by another version."""


class ModelError(PowertuiError):
    """A topology that cannot be: names the object, the field and what would be right."""


class ProfileError(PowertuiError):
    """A PDU profile that cannot be used: file, key, what would be right."""


class CredentialError(PowertuiError):
    """A reference to a secret that leads nowhere; the secret itself is never in the message."""


class SimulatorError(PowertuiError):
    """The simulated plant cannot start."""
