"""What all tables of config.toml have in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table: frozen, of known keys and exact types; its errors hold no values, for one may be a secret."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )
