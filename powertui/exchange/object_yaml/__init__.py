"""YAML of an object, or of a rack with all that is in it, for `powertui edit`: written, and read again."""
