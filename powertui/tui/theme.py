"""Our themes: blue is fine, orange warns, magenta-red is critical (after Okabe and Ito); never red against green."""

from textual.theme import Theme

DARK = Theme(
    name="powertui",
    primary="#56b4e9",
    secondary="#8fa3b8",
    accent="#7fc7ee",
    foreground="#d5dbe3",
    background="#10151c",
    surface="#10151c",
    panel="#1a222d",
    boost="#1f2935",
    success="#56b4e9",
    warning="#e69f00",
    error="#ff5a9d",
    dark=True,
    variables={
        "border": "#33404f",
        "border-blurred": "#33404f",
        "scrollbar": "#33404f",
        "scrollbar-hover": "#56b4e9",
        "scrollbar-active": "#56b4e9",
        "scrollbar-background": "#10151c",
        "scrollbar-background-hover": "#10151c",
        "scrollbar-background-active": "#10151c",
        "scrollbar-corner-color": "#10151c",
    },
)

LIGHT = Theme(
    name="powertui-light",
    primary="#0072b2",
    secondary="#51606f",
    accent="#005a8e",
    foreground="#1d2731",
    background="#f7f8fa",
    surface="#f7f8fa",
    panel="#e6eaef",
    boost="#dde3ea",
    success="#0072b2",
    warning="#a85a00",
    error="#b5004f",
    dark=False,
    variables={
        "border": "#b8c2cc",
        "border-blurred": "#b8c2cc",
        "scrollbar": "#b8c2cc",
        "scrollbar-hover": "#0072b2",
        "scrollbar-active": "#0072b2",
        "scrollbar-background": "#f7f8fa",
        "scrollbar-background-hover": "#f7f8fa",
        "scrollbar-background-active": "#f7f8fa",
        "scrollbar-corner-color": "#f7f8fa",
    },
)

THEMES = (DARK, LIGHT)
