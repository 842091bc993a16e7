/* SNMP v1's and v2c's GET, GETNEXT and GETBULK, answered for one fake PDU. */
#ifndef ANSWER_H
#define ANSWER_H

#include "objects.h"

#define LONGEST_MESSAGE 1472 /* what an Ethernet frame holds */

/* Write the answer to a request; returns its bytes, 0: none is due. */
size_t answer(uint8_t *out, const uint8_t *in, size_t length, const moment *now);

#endif
