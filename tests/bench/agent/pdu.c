#include "pdu.h"

#include <math.h>
#include <stdlib.h>

#define TABLE (1u << 17)
#define DAY_S 86400.0
#define WOBBLE_EVERY_S 10
#define STEP_EVERY_S 1800
#define STEPS_IN 12           /* one slot in so many has another level */
#define WOBBLE 0.015          /* loads move by so much around their value */
#define DAILY 0.12            /* and by so much in the course of a day */
#define LONGEST_UPTIME_S (300 * DAY_S)

enum { BASE = 1, FACTOR, IDLE, PEAK_HOUR, UPTIME, ENERGY, VOLTS, SHAKE = 1000, STEP = 100000 };

static pdu *table[TABLE];

/* splitmix64: each bit of the input changes half of the bits of the output. */
static uint64_t mixed(uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t pdu_number(uint32_t address, uint64_t what) { return mixed(mixed(address) + what); }

/* Between 0 and 1. */
static double share(uint32_t address, uint64_t what) {
    return (double)(pdu_number(address, what) >> 11) * 0x1p-53;
}

double pdu_uptime_s(uint32_t address, double since_start_s) {
    return floor(share(address, UPTIME) * LONGEST_UPTIME_S) + since_start_s;
}

/* What an outlet carries when nothing moves; an eighth of them is free. */
static double base_w(uint32_t address, int outlet) {
    uint64_t own = (uint64_t)outlet << 32;
    if (share(address, own + IDLE) < 0.125) return 0.0;
    double x = share(address, own + BASE);
    return 20.0 + 330.0 * x * x;
}

static double power_factor(uint32_t address, int outlet) {
    return 0.91 + 0.08 * share(address, ((uint64_t)outlet << 32) + FACTOR);
}

/* Now and then a server is started, stopped, or put under load for a while. */
static double level(uint32_t address, int outlet, int64_t second) {
    int64_t shifted = second + (int64_t)(pdu_number(address, (uint64_t)outlet << 32) % STEP_EVERY_S);
    uint64_t slot = pdu_number(address, ((uint64_t)outlet << 48) + STEP + (uint64_t)(shifted / STEP_EVERY_S));
    if (slot % STEPS_IN) return 1.0;
    static const double levels[] = {0.0, 0.55, 0.8, 1.25, 1.5};
    return levels[(slot >> 32) % 5];
}

static void measure(pdu *it, int64_t second) {
    uint32_t address = it->address;
    uint64_t shake = SHAKE + (uint64_t)(second / WOBBLE_EVERY_S) * 64;
    double peak_s = 3600.0 * (13.0 + 3.0 * share(address, PEAK_HOUR));
    double day = 1.0 + DAILY * cos(2.0 * M_PI * (fmod((double)second, DAY_S) - peak_s) / DAY_S);
    double passed_h = it->second ? (double)(second - it->second) / 3600.0 : 0.0;
    double sum_w = 0.0, before_w[PHASES];
    for (int phase = 0; phase < PHASES; phase++) {
        before_w[phase] = it->phase_w[phase];
        it->phase_v[phase] = 230.0 + 3.0 * (share(address, VOLTS + shake + OUTLETS + (uint64_t)phase) - 0.5);
        it->phase_w[phase] = it->phase_va[phase] = 0.0;
    }
    for (int outlet = 0; outlet < OUTLETS; outlet++) {
        int phase = outlet % PHASES;
        double wobble = 1.0 + WOBBLE * (2.0 * share(address, shake + (uint64_t)outlet) - 1.0);
        double was_w = it->outlet_w[outlet];
        double w = round(base_w(address, outlet) * day * wobble * level(address, outlet, second));
        double va = w / power_factor(address, outlet);
        it->outlet_w[outlet] = w;
        it->outlet_a[outlet] = va / it->phase_v[phase];
        it->outlet_kwh[outlet] += passed_h * (was_w + w) / 2000.0;
        it->phase_w[phase] += w;
        it->phase_va[phase] += va;
        sum_w += w;
    }
    for (int phase = 0; phase < PHASES; phase++) {
        it->phase_a[phase] = it->phase_va[phase] / it->phase_v[phase];
        it->phase_kwh[phase] += passed_h * (before_w[phase] + it->phase_w[phase]) / 2000.0;
    }
    if (sum_w > it->peak_w) it->peak_w = sum_w;
    it->second = second;
}

/* Counters begin at what a device of its uptime would have counted. */
static void begin(pdu *it, uint32_t address) {
    double hours = pdu_uptime_s(address, 0.0) / 3600.0 + 1000.0 * share(address, ENERGY);
    it->address = address;
    for (int outlet = 0; outlet < OUTLETS; outlet++) {
        it->outlet_kwh[outlet] = hours * base_w(address, outlet) / 1000.0;
        it->phase_kwh[outlet % PHASES] += it->outlet_kwh[outlet];
    }
}

const pdu *pdu_at(uint32_t address, double now_s) {
    uint32_t place = (uint32_t)pdu_number(address, 0) % TABLE, tried = 0;
    while (table[place] && table[place]->address != address) {
        if (++tried == TABLE) return NULL;
        place = (place + 1) % TABLE;
    }
    pdu *it = table[place];
    if (!it) {
        it = table[place] = calloc(1, sizeof *it);
        if (!it) return NULL;
        begin(it, address);
    }
    int64_t second = (int64_t)now_s;
    if (second > it->second) measure(it, second);
    return it;
}
