#include "objects.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t (*figure)(const moment *now, int row);
typedef int (*words)(char *to, size_t room, const moment *now, int row);

typedef struct {
    oid oid;
    uint8_t encoded[LONGEST_OID];
    size_t length;
    uint8_t type;
    int row; /* counted from 0 */
    figure number;
    words text;
} object;

static object objects[512];
static int count;

static const uint32_t family[] = {1, 3, 6, 1, 4, 1, 318, 1, 3, 4, 6};

/* Loads as the device judges them: 1 is low, 2 normal. */
static int64_t unit_state(const moment *now, int row) { (void)row; return now->pdu->peak_w < 300.0 ? 1 : 2; }
static double sum_w(const moment *now) { return now->pdu->phase_w[0] + now->pdu->phase_w[1] + now->pdu->phase_w[2]; }
static double sum_va(const moment *now) { return now->pdu->phase_va[0] + now->pdu->phase_va[1] + now->pdu->phase_va[2]; }
static int64_t unit_power(const moment *now, int row) { (void)row; return llround(sum_w(now) / 10.0); }
static int64_t unit_peak(const moment *now, int row) { (void)row; return llround(now->pdu->peak_w / 10.0); }
static int64_t unit_current(const moment *now, int row) {
    (void)row;
    return llround(100.0 * (now->pdu->phase_a[0] + now->pdu->phase_a[1] + now->pdu->phase_a[2]));
}
static int64_t unit_voltage(const moment *now, int row) { (void)row; return llround(10.0 * now->pdu->phase_v[0]); }
static int64_t unit_apparent(const moment *now, int row) { (void)row; return llround(sum_va(now) / 10.0); }

static int64_t phase_state(const moment *now, int row) { return now->pdu->phase_w[row] < 100.0 ? 1 : 2; }
static int64_t phase_current(const moment *now, int row) { return llround(100.0 * now->pdu->phase_a[row]); }
static int64_t phase_voltage(const moment *now, int row) { return llround(10.0 * now->pdu->phase_v[row]); }
static int64_t phase_power(const moment *now, int row) { return llround(now->pdu->phase_w[row]); }
static int64_t phase_apparent(const moment *now, int row) { return llround(now->pdu->phase_va[row]); }
static int64_t phase_reactive(const moment *now, int row) {
    double w = now->pdu->phase_w[row], va = now->pdu->phase_va[row];
    return va > w ? llround(sqrt(va * va - w * w)) : 0;
}
static int64_t phase_line_to_line(const moment *now, int row) {
    return llround(10.0 * sqrt(3.0) * (now->pdu->phase_v[row] + now->pdu->phase_v[(row + 1) % PHASES]) / 2.0);
}
static int64_t phase_energy(const moment *now, int row) { return (int64_t)now->pdu->phase_kwh[row]; }

static int64_t outlet_state(const moment *now, int row) { return now->pdu->outlet_w[row] < 10.0 ? 1 : 2; }
static int64_t outlet_current(const moment *now, int row) { return llround(100.0 * now->pdu->outlet_a[row]); }
static int64_t outlet_power(const moment *now, int row) { return llround(now->pdu->outlet_w[row]); }
static int64_t outlet_voltage(const moment *now, int row) { return llround(10.0 * now->pdu->phase_v[row % PHASES]); }
static int64_t outlet_energy(const moment *now, int row) { return (int64_t)(10.0 * now->pdu->outlet_kwh[row]); }

static int64_t ticks(const moment *now, int row) {
    (void)row;
    return (int64_t)(100.0 * now->uptime_s) % 4294967296;
}

static int description(char *to, size_t room, const moment *now, int row) {
    (void)now, (void)row;
    return snprintf(to, room, "powertui benchmark fleet, rack PDU, 24 metered outlets");
}
static int name(char *to, size_t room, const moment *now, int row) {
    uint32_t address = now->pdu->address;
    (void)row;
    return snprintf(to, room, "pdu-%u-%u-%u", address >> 16 & 255, address >> 8 & 255, address & 255);
}
static int model(char *to, size_t room, const moment *now, int row) {
    (void)row;
    return snprintf(to, room, "FLEET24-%u", (unsigned)(pdu_number(now->pdu->address, 50) % 4) * 16 + 16);
}
static int firmware(char *to, size_t room, const moment *now, int row) {
    (void)row;
    return snprintf(to, room, "v7.%u.%u", (unsigned)(pdu_number(now->pdu->address, 51) % 3), 4u);
}
static int serial(char *to, size_t room, const moment *now, int row) {
    (void)row;
    return snprintf(to, room, "ZF%010llu", (unsigned long long)(pdu_number(now->pdu->address, 52) % 10000000000u));
}
static int outlet_name(char *to, size_t room, const moment *now, int row) {
    static const char *const roles[] = {"web", "db", "cache", "mail", "build", "store", "switch", "spare"};
    uint64_t own = pdu_number(now->pdu->address, 100 + (uint64_t)row);
    return snprintf(to, room, "%s-%04u", roles[own % 8], (unsigned)(own >> 8) % 10000);
}

static size_t encode_oid(uint8_t *out, const uint32_t *arcs, int arc_count) {
    size_t length = 0;
    out[length++] = (uint8_t)(arcs[0] * 40 + arcs[1]);
    for (int at = 2; at < arc_count; at++) {
        int shift = 28;
        while (shift && !(arcs[at] >> shift)) shift -= 7;
        for (; shift >= 0; shift -= 7) out[length++] = (uint8_t)((arcs[at] >> shift & 127) | (shift ? 128 : 0));
    }
    return length;
}

int oid_read(oid *found, const uint8_t *from, size_t length) {
    if (length == 0 || from[length - 1] & 128) return 0;
    uint64_t arc = 0;
    found->count = 1;
    for (size_t at = 0; at < length; at++) {
        arc = arc << 7 | (from[at] & 127);
        if (arc > UINT32_MAX) return 0;
        if (from[at] & 128) continue;
        if (found->count == MOST_ARCS) return 0;
        if (found->count == 1) { /* the first two arcs share a number */
            found->arcs[0] = arc < 80 ? (uint32_t)arc / 40 : 2;
            arc -= found->arcs[0] * 40;
        }
        found->arcs[found->count++] = (uint32_t)arc;
        arc = 0;
    }
    return 1;
}

static int compared(const oid *one, const oid *other) {
    int common = one->count < other->count ? one->count : other->count;
    for (int at = 0; at < common; at++)
        if (one->arcs[at] != other->arcs[at]) return one->arcs[at] < other->arcs[at] ? -1 : 1;
    return one->count - other->count;
}

static int by_oid(const void *one, const void *other) {
    return compared(&((const object *)one)->oid, &((const object *)other)->oid);
}

/* One object, or a column of `rows`; `below` is under the system group (1.3.6.1.2.1.1) or under rPDU2's root. */
static void add(const char *root, const char *below, int rows, uint8_t type, figure number, words text) {
    for (int row = 0; row < rows; row++) {
        object *it = &objects[count++];
        char dotted[128], *rest = dotted;
        snprintf(dotted, sizeof dotted, "%s.%s.%d", root, below, rows == 1 && root[8] == '2' ? 0 : row + 1);
        while (*rest) {
            it->oid.arcs[it->oid.count++] = (uint32_t)strtoul(rest, &rest, 10);
            if (*rest == '.') rest++;
        }
        it->length = encode_oid(it->encoded, it->oid.arcs, it->oid.count);
        it->type = type, it->row = row, it->number = number, it->text = text;
    }
}

void objects_make(void) {
    static const char system[] = "1.3.6.1.2.1.1", rpdu2[] = "1.3.6.1.4.1.318.1.1.26";
    add(system, "1", 1, OCTETS, NULL, description);
    add(system, "2", 1, OBJECT_ID, NULL, NULL);
    add(system, "3", 1, TIME_TICKS, ticks, NULL);
    add(system, "5", 1, OCTETS, NULL, name);
    add(rpdu2, "2.1.3", 1, OCTETS, NULL, name);
    add(rpdu2, "2.1.6", 1, OCTETS, NULL, firmware);
    add(rpdu2, "2.1.8", 1, OCTETS, NULL, model);
    add(rpdu2, "2.1.9", 1, OCTETS, NULL, serial);
    add(rpdu2, "4.3.1.4", 1, INTEGER, unit_state, NULL);
    add(rpdu2, "4.3.1.5", 1, GAUGE, unit_power, NULL);
    add(rpdu2, "4.3.1.6", 1, GAUGE, unit_peak, NULL);
    add(rpdu2, "4.3.1.7", 1, GAUGE, unit_current, NULL);
    add(rpdu2, "4.3.1.8", 1, GAUGE, unit_voltage, NULL);
    add(rpdu2, "4.3.1.12", 1, GAUGE, unit_apparent, NULL);
    add(rpdu2, "6.3.1.4", PHASES, INTEGER, phase_state, NULL);
    add(rpdu2, "6.3.1.5", PHASES, GAUGE, phase_current, NULL);
    add(rpdu2, "6.3.1.6", PHASES, GAUGE, phase_voltage, NULL);
    add(rpdu2, "6.3.1.7", PHASES, GAUGE, phase_power, NULL);
    add(rpdu2, "6.3.1.8", PHASES, GAUGE, phase_apparent, NULL);
    add(rpdu2, "6.3.1.9", PHASES, GAUGE, phase_reactive, NULL);
    add(rpdu2, "6.3.1.10", PHASES, GAUGE, phase_line_to_line, NULL);
    add(rpdu2, "6.3.1.11", PHASES, GAUGE, phase_energy, NULL);
    add(rpdu2, "9.4.3.1.3", OUTLETS, OCTETS, NULL, outlet_name);
    add(rpdu2, "9.4.3.1.5", OUTLETS, INTEGER, outlet_state, NULL);
    add(rpdu2, "9.4.3.1.6", OUTLETS, GAUGE, outlet_current, NULL);
    add(rpdu2, "9.4.3.1.7", OUTLETS, GAUGE, outlet_power, NULL);
    add(rpdu2, "9.4.3.1.8", OUTLETS, GAUGE, outlet_voltage, NULL);
    add(rpdu2, "9.4.3.1.11", OUTLETS, GAUGE, outlet_energy, NULL);
    qsort(objects, (size_t)count, sizeof *objects, by_oid);
}

int objects_count(void) { return count; }

int objects_from(const oid *wanted, int *is_same) {
    int low = 0, high = count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (compared(&objects[middle].oid, wanted) < 0) low = middle + 1;
        else high = middle;
    }
    *is_same = low < count && compared(&objects[low].oid, wanted) == 0;
    return low;
}

const uint8_t *objects_encoded(int place, size_t *length) {
    *length = objects[place].length;
    return objects[place].encoded;
}

static size_t write_number(uint8_t *out, uint8_t type, int64_t number) {
    size_t length = 1;
    while (length < 8 && (number < -(1LL << (8 * length - 1)) || number >= 1LL << (8 * length - 1))) length++;
    out[0] = type, out[1] = (uint8_t)length;
    for (size_t at = 0; at < length; at++) out[2 + at] = (uint8_t)(number >> 8 * (length - 1 - at));
    return 2 + length;
}

/* Both lengths fit into one octet each, or the outer one into two: no OID and no value here is longer. */
static size_t write_varbind(uint8_t *out, const uint8_t *encoded, size_t length, const uint8_t *value, size_t size) {
    size_t body = 2 + length + size, at = 0;
    out[at++] = 0x30;
    if (body > 127) out[at++] = 0x81;
    out[at++] = (uint8_t)body;
    out[at++] = OBJECT_ID;
    out[at++] = (uint8_t)length;
    memcpy(out + at, encoded, length);
    memcpy(out + at + length, value, size);
    return at + length + size;
}

size_t objects_write(uint8_t *out, int place, const moment *now) {
    const object *it = &objects[place];
    uint8_t value[LONGEST_VALUE];
    size_t size;
    if (it->number) {
        size = write_number(value, it->type, it->number(now, it->row));
    } else if (it->text) {
        int length = it->text((char *)value + 2, sizeof value - 2, now, it->row);
        value[0] = OCTETS, value[1] = (uint8_t)length, size = 2 + (size_t)length;
    } else {
        size_t length = encode_oid(value + 2, family, sizeof family / sizeof *family);
        value[0] = OBJECT_ID, value[1] = (uint8_t)length, size = 2 + length;
    }
    return write_varbind(out, it->encoded, it->length, value, size);
}

size_t objects_write_none(uint8_t *out, const uint8_t *encoded, size_t length, uint8_t exception) {
    const uint8_t value[] = {exception, 0};
    return write_varbind(out, encoded, length, value, sizeof value);
}
