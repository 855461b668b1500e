/*
 * A disk that misbehaves when told: loaded before libc (LD_PRELOAD) into a process whose files it spoils. Only files whose
 * path contains CADENZA_DISK_FILES; what to do stands in the memory of the file CADENZA_DISK_ORDERS, which whoever
 * started the process writes to while it runs.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, CUT = 3 };

/* shim.ts writes and reads the same, as 32-bit numbers in this order. */
struct orders {
  volatile int32_t armed;  /* 1: spoil; 0: count nothing */
  volatile int32_t deed;   /* WRITE, SYNC or CUT; 0: each of them */
  volatile int32_t code;   /* errno to fail with; 0: only be slow; -1: die */
  volatile int32_t skip;   /* occasions that still pass */
  volatile int32_t times;  /* occasions that are still spoilt; below 0: until it is disarmed */
  volatile int32_t slow;   /* ms that an occasion takes besides */
  volatile int32_t spoilt; /* occasions that were spoilt */
  volatile int32_t half;   /* 1: a failing write leaves the first half of its bytes behind */
};

static struct orders *orders;
static const char *wanted;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("CADENZA_DISK_ORDERS");
  wanted = getenv("CADENZA_DISK_FILES");
  if (!path || !wanted) return;
  int file = open(path, O_RDWR);
  if (file < 0) return;
  void *memory = mmap(NULL, sizeof(struct orders), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory != MAP_FAILED) orders = memory;
}

static int is_wanted(int file) {
  char link[32], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return strstr(path, wanted) != NULL;
}

/* The errno to fail with, or 0. */
static int spoil(int file, int deed) {
  if (!orders || !orders->armed) return 0;
  if (orders->deed != 0 && orders->deed != deed) return 0;
  int before = errno;
  int is_ours = is_wanted(file);
  errno = before;
  if (!is_ours) return 0;
  if (orders->skip > 0) {
    __sync_fetch_and_sub(&orders->skip, 1);
    return 0;
  }
  if (orders->times == 0) return 0;
  if (orders->times > 0) __sync_fetch_and_sub(&orders->times, 1);
  __sync_fetch_and_add(&orders->spoilt, 1);
  if (orders->slow > 0) {
    struct timespec wait = {orders->slow / 1000, (orders->slow % 1000) * 1000000L};
    nanosleep(&wait, NULL);
    errno = before;
  }
  if (orders->code == -1) kill(getpid(), SIGKILL);
  return orders->code;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  int code = spoil(file, WRITE);
  if (code == 0) return NEXT(pwrite64)(file, bytes, count, at);
  if (orders->half) NEXT(pwrite64)(file, bytes, count / 2, at);
  errno = code;
  return -1;
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { return pwrite64(file, bytes, count, at); }

ssize_t write(int file, const void *bytes, size_t count) {
  int code = spoil(file, WRITE);
  if (code == 0) return NEXT(write)(file, bytes, count);
  errno = code;
  return -1;
}

int fsync(int file) {
  int code = spoil(file, SYNC);
  if (code == 0) return NEXT(fsync)(file);
  errno = code;
  return -1;
}

int fdatasync(int file) {
  int code = spoil(file, SYNC);
  if (code == 0) return NEXT(fdatasync)(file);
  errno = code;
  return -1;
}

int ftruncate64(int file, off64_t length) {
  int code = spoil(file, CUT);
  if (code == 0) return NEXT(ftruncate64)(file, length);
  errno = code;
  return -1;
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int posix_fallocate64(int file, off64_t at, off64_t length) {
  int code = spoil(file, CUT);
  return code == 0 ? NEXT(posix_fallocate64)(file, at, length) : code;
}

int posix_fallocate(int file, off_t at, off_t length) { return posix_fallocate64(file, at, length); }
