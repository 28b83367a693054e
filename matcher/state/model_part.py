"""What every part of the state is: a frozen value without unknown fields."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen part of the state."""

    model_config = ConfigDict(frozen=True, extra="forbid")
