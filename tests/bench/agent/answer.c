#include "answer.h"

#include <string.h>

enum { GET = 0xa0, GET_NEXT = 0xa1, RESPONSE = 0xa2, GET_BULK = 0xa5, SEQUENCE = 0x30 };
enum { TOO_BIG = 1, NO_SUCH_NAME = 2, V2C = 1 };

#define MOST_VARBINDS 128
#define HEAD_ROOM 24 /* tags, lengths and both error fields around community, request id and varbinds */

typedef struct {
    const uint8_t *at, *end;
} span;

typedef struct {
    span oid;
    int next; /* of a GETBULK's repeater: the object that comes next */
} asked;

/* What has the tag; the rest stays in `from`. 0: it is not there, or longer than what there is. */
static int take(span *from, uint8_t tag, span *found) {
    if (from->end - from->at < 2 || *from->at != tag) return 0;
    size_t length = from->at[1];
    const uint8_t *at = from->at + 2;
    if (length > 127) {
        int octets = (int)(length & 127);
        if (octets < 1 || octets > 2 || from->end - at < octets) return 0;
        for (length = 0; octets--;) length = length << 8 | *at++;
    }
    if ((size_t)(from->end - at) < length) return 0;
    found->at = at, found->end = from->at = at + length;
    return 1;
}

static size_t size_of(span it) { return (size_t)(it.end - it.at); }

/* A small number, not less than 0. */
static int number_of(span it) {
    int number = 0;
    if (it.at < it.end && *it.at & 128) return 0;
    while (it.at < it.end && number < 65536) number = number << 8 | *it.at++;
    return number;
}

static uint8_t *head(uint8_t *out, uint8_t tag, size_t length) {
    *out++ = tag;
    if (length > 255) *out++ = 0x82, *out++ = (uint8_t)(length >> 8);
    else if (length > 127) *out++ = 0x81;
    *out++ = (uint8_t)length;
    return out;
}

static size_t with_head(size_t length) { return length + (length > 255 ? 4 : length > 127 ? 3 : 2); }

static uint8_t *copied(uint8_t *out, uint8_t tag, span it) {
    out = head(out, tag, size_of(it));
    memcpy(out, it.at, size_of(it));
    return out + size_of(it);
}

static uint8_t *small(uint8_t *out, int number) {
    *out++ = INTEGER, *out++ = 1, *out++ = (uint8_t)number;
    return out;
}

/* The object after an OID; objects_count() where there is none. */
static int after(span encoded) {
    oid wanted;
    int is_same = 0;
    if (!oid_read(&wanted, encoded.at, size_of(encoded))) return objects_count();
    int place = objects_from(&wanted, &is_same);
    return place + is_same;
}

static size_t write_one(uint8_t *out, uint8_t kind, span encoded, const moment *now, int *is_missing) {
    oid wanted;
    int is_same = 0, place = 0;
    if (kind == GET) {
        if (oid_read(&wanted, encoded.at, size_of(encoded))) place = objects_from(&wanted, &is_same);
        if (is_same) return objects_write(out, place, now);
        *is_missing = 1;
        return objects_write_none(out, encoded.at, size_of(encoded), NO_SUCH_OBJECT);
    }
    place = after(encoded);
    if (place < objects_count()) return objects_write(out, place, now);
    *is_missing = 1;
    return objects_write_none(out, encoded.at, size_of(encoded), END_OF_MIB_VIEW);
}

/* As many rows as there is room for, and as were asked for; stops where all columns are at their end. */
static size_t write_rows(uint8_t *out, size_t room, asked *columns, int count, int rows, const moment *now) {
    size_t length = 0;
    for (int row = 0; row < rows; row++) {
        int alive = 0;
        for (int column = 0; column < count; column++) {
            asked *it = &columns[column];
            uint8_t one[LONGEST_VARBIND];
            size_t size, encoded;
            if (it->next < objects_count()) {
                size = objects_write(one, it->next, now);
                it->oid.at = objects_encoded(it->next++, &encoded);
                it->oid.end = it->oid.at + encoded;
                alive = 1;
            } else {
                size = objects_write_none(one, it->oid.at, size_of(it->oid), END_OF_MIB_VIEW);
            }
            if (length + size > room) return length;
            memcpy(out + length, one, size);
            length += size;
        }
        if (!alive) break;
    }
    return length;
}

size_t answer(uint8_t *out, const uint8_t *in, size_t length, const moment *now) {
    span all = {in, in + length}, rest, version, community, pdu_span, id, first, second, list;
    if (!take(&all, SEQUENCE, &rest) || !take(&rest, INTEGER, &version) || !take(&rest, OCTETS, &community)) return 0;
    if (rest.at == rest.end || size_of(community) > 64 || number_of(version) > V2C) return 0;
    uint8_t kind = *rest.at;
    if (kind != GET && kind != GET_NEXT && kind != GET_BULK) return 0;
    if (!take(&rest, kind, &pdu_span) || !take(&pdu_span, INTEGER, &id) || size_of(id) > 4) return 0;
    if (!take(&pdu_span, INTEGER, &first) || !take(&pdu_span, INTEGER, &second)) return 0;
    if (!take(&pdu_span, SEQUENCE, &list)) return 0;

    uint8_t binds[LONGEST_MESSAGE + LONGEST_VARBIND];
    size_t used = 0, room = LONGEST_MESSAGE - HEAD_ROOM - size_of(community) - size_of(id);
    int error = 0, error_at = 0, asked_for = 0, single = number_of(first), columns = 0;
    asked repeated[MOST_VARBINDS];
    for (span bind, encoded; take(&list, SEQUENCE, &bind); asked_for++) {
        int is_missing = 0;
        if (asked_for == MOST_VARBINDS || !take(&bind, OBJECT_ID, &encoded) || size_of(encoded) > LONGEST_OID) return 0;
        if (kind == GET_BULK && asked_for >= single) {
            repeated[columns++] = (asked){encoded, after(encoded)};
            continue;
        }
        used += write_one(binds + used, kind, encoded, now, &is_missing);
        if (is_missing && number_of(version) < V2C && !error) error = NO_SUCH_NAME, error_at = asked_for + 1;
        if (used > room) {
            error = TOO_BIG, error_at = 0, used = 0;
            break;
        }
    }
    if (columns && !error) used += write_rows(binds + used, room - used, repeated, columns, number_of(second), now);

    size_t pdu_length = with_head(size_of(id)) + 6 + with_head(used);
    size_t message = with_head(size_of(version)) + with_head(size_of(community)) + with_head(pdu_length);
    uint8_t *at = head(out, SEQUENCE, message);
    at = copied(at, INTEGER, version);
    at = copied(at, OCTETS, community);
    at = head(at, RESPONSE, pdu_length);
    at = copied(at, INTEGER, id);
    at = small(small(at, error), error_at);
    at = head(at, SEQUENCE, used);
    memcpy(at, binds, used);
    return (size_t)(at + used - out);
}
