"""A device of any family, made from the family's profile: the reading of a device, turned round.

    shape       how many outlets, legs, branches, units; which part hangs on which
    supply      what flows in them at a moment: figures of every part, never raw numbers
    recipes     a figure as a column of the profile would have it: scale, unit, enumeration, text
    texts, fields   regular expressions and templates, the other way round
    cells       the objects so far
    places, rows    which index and which other cells make a row say what it should
    maker       a profile and a shape become a device; identity: how it is recognised
    device      the device's objects at a moment; server: SNMP

What is made is read back in the tests with the ordinary reading code. As both come from one profile, that proves the
inversion and the reader, not the profile: whether a profile is right only recordings of real devices can tell.
"""
