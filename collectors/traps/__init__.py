"""What devices tell unasked: SNMP traps and informs, received, checked, put into words. Never readings."""
