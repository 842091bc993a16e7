"""What is answered where there is no value."""

from collectors.snmp.client import SnmpType, SnmpValue

NO_SUCH_OBJECT = SnmpValue(SnmpType.NO_SUCH_OBJECT, None)
NO_SUCH_INSTANCE = SnmpValue(SnmpType.NO_SUCH_INSTANCE, None)
END_OF_MIB_VIEW = SnmpValue(SnmpType.END_OF_MIB_VIEW, None)
NULL = SnmpValue(SnmpType.NULL, None)
