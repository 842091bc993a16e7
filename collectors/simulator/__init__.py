"""A plant of simulated PDUs that answers real SNMP on loopback: the demo and the test rig.

    catalogue ─ equipment ─ racks   what can be bought, what stands where: data
                  │
    plant         the modelled topology, and the PDUs and loads behind it; modelling, strips and outlets help it
    scenario      what goes wrong, and when: a script that repeats
    demand, electricity   the plant's state at a moment: pure functions of time
    agents        a PDU's state in its vendor's own MIB
    mib, protocol, community, usm, server   SNMP over UDP
    families      beside the plant: one device of any family, made from its profile (`powertui simulate`)

The agents are written from the vendors' MIBs, never from the profiles of `collectors.profiles`: those two must not be
able to agree and be wrong together. What `families` makes can agree with a profile only; recordings judge the profile.
"""
