"""The whole plant as arrays: 10,000 PDUs are judged each cycle, for which an object of each reading is too slow.

numpy is imported here and by what adds up energy and trends, and all of that only where it is used: no command and no
screen loads it when it starts.
"""
