"""The whole plant as arrays: 10,000 PDUs are judged each cycle, for which an object of each reading is too slow.

numpy is imported by this package only, and this package only by what evaluates: no command and no screen loads it
when it starts.
"""
