/* The objects that a fake PDU has, in the order of their OIDs, laid out as APC's rPDU2 tree. */
#ifndef OBJECTS_H
#define OBJECTS_H

#include "pdu.h"

#include <stddef.h>
#include <stdint.h>

#define MOST_ARCS 40
#define LONGEST_OID 96
#define LONGEST_VALUE 80
#define LONGEST_VARBIND (LONGEST_OID + LONGEST_VALUE + 8)

typedef struct {
    uint32_t arcs[MOST_ARCS];
    int count;
} oid;

enum { INTEGER = 0x02, OCTETS = 0x04, OBJECT_ID = 0x06, GAUGE = 0x42, TIME_TICKS = 0x43 };
enum { NO_SUCH_OBJECT = 0x80, END_OF_MIB_VIEW = 0x82 };

/* What a value is of. */
typedef struct {
    const pdu *pdu;
    double uptime_s;
} moment;

void objects_make(void);
int objects_count(void);

/* The place of the first object whose OID is not less; `is_same` tells whether it is that one. */
int objects_from(const oid *wanted, int *is_same);

/* Write an object with its value; returns the bytes, at most LONGEST_VARBIND. */
size_t objects_write(uint8_t *out, int place, const moment *now);

/* Write an OID, in BER as it was asked for, with an exception in place of a value. */
size_t objects_write_none(uint8_t *out, const uint8_t *encoded, size_t length, uint8_t exception);

/* An object's OID in BER, without tag and length. */
const uint8_t *objects_encoded(int place, size_t *length);

/* Decode BER; 0: it is no OID, or longer than we know any. */
int oid_read(oid *found, const uint8_t *from, size_t length);

#endif
