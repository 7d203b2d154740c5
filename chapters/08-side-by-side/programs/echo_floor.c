/* The least that an echo server can do: one epoll loop in C, with no buffer for
 * what a client does not take, no limit, no pause when descriptors run out.
 * What another server costs above this is the price of what it does better.
 *
 * Loopback only; a signal just ends it. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static void must(int succeeded, const char* call) {
  if (succeeded) return;
  perror(call);
  exit(1);
}

static int listen_on(unsigned short port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  must(fd >= 0, "socket");
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(port),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  must(bind(fd, (struct sockaddr*)&address, size) == 0, "bind");
  must(listen(fd, SOMAXCONN) == 0, "listen");
  must(getsockname(fd, (struct sockaddr*)&address, &size) == 0, "getsockname");
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

static void watch(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

static int send_all(int fd, const char* bytes, ssize_t size) {
  while (size > 0) {
    const ssize_t n = send(fd, bytes, (size_t)size, MSG_NOSIGNAL);
    if (n >= 0) {
      bytes += n;
      size -= n;
      continue;
    }
    /* All others wait for this client, for ever if it does not read. */
    struct pollfd writable = {fd, POLLOUT, 0};
    if (poll(&writable, 1, -1) < 0 || (writable.revents & POLLERR)) return 0;
  }
  return 1;
}

// #region floor
static void serve(int listener) {
  static char buffer[64 * 1024];
  struct epoll_event ready[256];
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  must(epoll >= 0, "epoll_create1");
  watch(epoll, listener);
  for (;;) {
    const int n = epoll_wait(epoll, ready, 256, -1);
    for (int i = 0; i < n; ++i) {
      const int fd = ready[i].data.fd;
      if (fd == listener) {
        const int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
        if (client >= 0) watch(epoll, client);
        continue;
      }
      const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
      if (got <= 0 || !send_all(fd, buffer, got)) close(fd);
    }
  }
}
// #endregion floor

int main(int argc, char** argv) {
  if (argc != 3 || strcmp(argv[1], "--port") != 0) {
    fprintf(stderr, "usage: echo_floor --port N (0: the kernel picks one)\n");
    return 2;
  }
  serve(listen_on((unsigned short)atoi(argv[2])));
}
