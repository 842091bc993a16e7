/* A fleet of fake PDUs, one on each address of 127.0.0.0/8: `fleet PORT [DELAY_US [LOSS_PERMILLE]]`, until SIGTERM.
 *
 * One thread and one socket; datagrams are taken and given in batches, so that the fleet is not what is measured. */
#define _GNU_SOURCE
#include "answer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64
#define LONGEST_REQUEST 4096
#define WAITING (1u << 13) /* answers that are not due yet; more than that are lost */
#define BUFFER_BYTES (64 << 20)
#define IDLE_MS 200

/* An answer on its way: to whom, and from which of our addresses. */
typedef struct {
    double due_s;
    struct sockaddr_in to;
    struct in_addr from;
    size_t length;
    uint8_t bytes[LONGEST_MESSAGE];
} letter;

static letter *waiting;
static unsigned first, past; /* of a ring: all have the same delay, so that they fall due in their order */
static volatile sig_atomic_t is_over;

static void stop(int number) { (void)number, is_over = 1; }

static double time_s(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int bound(int port) {
    int on = 1, size = BUFFER_BYTES, fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in all = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {INADDR_ANY}};
    if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on)) return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size))
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size))
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return bind(fd, (struct sockaddr *)&all, sizeof all) ? -1 : fd;
}

/* Send what is due, at most one batch of it. Whether there may be more. */
static int send_due(int fd, double now_s) {
    static struct mmsghdr out[BATCH];
    static struct iovec parts[BATCH];
    static union {
        char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
        struct cmsghdr aligned;
    } sources[BATCH];
    unsigned count = 0;
    for (; count < BATCH && first + count != past; count++) {
        letter *it = &waiting[(first + count) % WAITING];
        if (it->due_s > now_s) break;
        parts[count] = (struct iovec){it->bytes, it->length};
        memset(&sources[count], 0, sizeof sources[count]);
        out[count].msg_hdr = (struct msghdr){.msg_name = &it->to, .msg_namelen = sizeof it->to,
            .msg_iov = &parts[count], .msg_iovlen = 1,
            .msg_control = sources[count].bytes, .msg_controllen = sizeof sources[count].bytes};
        struct cmsghdr *source = CMSG_FIRSTHDR(&out[count].msg_hdr);
        struct in_pktinfo from = {.ipi_spec_dst = it->from};
        source->cmsg_level = IPPROTO_IP, source->cmsg_type = IP_PKTINFO, source->cmsg_len = CMSG_LEN(sizeof from);
        memcpy(CMSG_DATA(source), &from, sizeof from);
    }
    for (unsigned sent = 0; sent < count;) {
        int more = sendmmsg(fd, out + sent, count - sent, 0);
        sent += more > 0 ? (unsigned)more : 1; /* what the system refuses is lost, as on a network */
    }
    first += count;
    return count == BATCH;
}

static struct in_addr destination(struct msghdr *message) {
    struct in_pktinfo info = {0};
    for (struct cmsghdr *it = CMSG_FIRSTHDR(message); it; it = CMSG_NXTHDR(message, it))
        if (it->cmsg_level == IPPROTO_IP && it->cmsg_type == IP_PKTINFO) memcpy(&info, CMSG_DATA(it), sizeof info);
    return info.ipi_addr;
}

/* Take what has come, and write the answers. */
static void receive(int fd, double delay_s, int loss_permille, double started_s) {
    static uint8_t requests[BATCH][LONGEST_REQUEST];
    static char controls[BATCH][128];
    static struct sockaddr_in senders[BATCH];
    static unsigned seed = 1;
    struct mmsghdr in[BATCH];
    struct iovec parts[BATCH];
    for (int at = 0; at < BATCH; at++) {
        parts[at] = (struct iovec){requests[at], LONGEST_REQUEST};
        in[at].msg_hdr = (struct msghdr){.msg_name = &senders[at], .msg_namelen = sizeof senders[at],
            .msg_iov = &parts[at], .msg_iovlen = 1, .msg_control = controls[at], .msg_controllen = sizeof controls[at]};
    }
    int count = recvmmsg(fd, in, BATCH, MSG_DONTWAIT, NULL);
    double now_s = time_s(CLOCK_MONOTONIC), wall_s = time_s(CLOCK_REALTIME);
    for (int at = 0; at < count; at++) {
        struct in_addr own = destination(&in[at].msg_hdr);
        uint32_t address = ntohl(own.s_addr);
        if (address >> 24 != 127 || past - first == WAITING || rand_r(&seed) % 1000 < loss_permille) continue;
        moment now = {pdu_at(address, wall_s), pdu_uptime_s(address, now_s - started_s)};
        letter *it = &waiting[past % WAITING];
        it->length = now.pdu ? answer(it->bytes, requests[at], in[at].msg_len, &now) : 0;
        it->due_s = now_s + delay_s, it->to = senders[at], it->from = own;
        if (it->length) past++;
    }
}

int main(int count, char **words) {
    if (count < 2) return fprintf(stderr, "usage: fleet PORT [DELAY_US [LOSS_PERMILLE]]\n"), 2;
    int fd = bound(atoi(words[1])), loss_permille = count > 3 ? atoi(words[3]) : 0;
    double delay_s = count > 2 ? 1e-6 * atof(words[2]) : 0.0, started_s = time_s(CLOCK_MONOTONIC);
    waiting = calloc(WAITING, sizeof *waiting);
    if (fd < 0 || !waiting) return perror("fleet"), 1;
    objects_make();
    signal(SIGTERM, stop), signal(SIGINT, stop);
    while (!is_over) {
        double wait_s = first == past ? 1e-3 * IDLE_MS : waiting[first % WAITING].due_s - time_s(CLOCK_MONOTONIC);
        struct pollfd readable = {fd, POLLIN, 0};
        int ready = poll(&readable, 1, wait_s <= 0.0 ? 0 : (int)(1e3 * wait_s) + 1);
        if (ready > 0) receive(fd, delay_s, loss_permille, started_s);
        while (send_due(fd, time_s(CLOCK_MONOTONIC))) {}
    }
    return 0;
}
