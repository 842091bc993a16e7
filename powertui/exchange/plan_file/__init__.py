"""Our own plan file: a hall written by hand, with ranges and templates; and the model written back as one."""

from powertui.exchange.plan_file.reader import read_plan, read_plan_text
from powertui.exchange.plan_file.writer import plan_text

__all__ = ["plan_text", "read_plan", "read_plan_text"]
