/* A fake PDU: what it measures at a moment. Everything follows from its address and the time, so that each PDU is
 * another one, the same in every run, and lives. */
#ifndef PDU_H
#define PDU_H

#include <stdint.h>

#define OUTLETS 24
#define PHASES 3

typedef struct {
    uint32_t address; /* IPv4, in host order; 0: none */
    int64_t second;   /* what the figures below are of; 0: of none yet */
    double outlet_w[OUTLETS], outlet_a[OUTLETS], outlet_kwh[OUTLETS];
    double phase_w[PHASES], phase_va[PHASES], phase_a[PHASES], phase_v[PHASES], phase_kwh[PHASES];
    double peak_w;
} pdu;

/* The PDU of an address as of now. NULL: more than there is room for have been asked for. */
const pdu *pdu_at(uint32_t address, double now_s);

/* For how long it has been up, in s; it began before the fleet did. */
double pdu_uptime_s(uint32_t address, double since_start_s);

/* A number of a PDU's own; `what` tells the many from each other. */
uint64_t pdu_number(uint32_t address, uint64_t what);

#endif
