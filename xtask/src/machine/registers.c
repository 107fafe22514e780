/* Lets User-mode Linux run on processors whose vector registers it does not know.
 *
 * It saves and restores the registers of its processes in buffers of a fixed
 * size, and the host's kernel takes nothing but a buffer for all registers that
 * the processor has. Preloaded, this fills up what is missing with what the
 * process has at that moment. (Kernels from 6.13 ask the host for the size.) */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

typedef long (*call)(int, ...);

long ptrace(enum __ptrace_request request, ...) {
  static call real;
  if (!real)
    real = (call)dlsym(RTLD_NEXT, "ptrace");

  va_list arguments;
  va_start(arguments, request);
  pid_t pid = va_arg(arguments, pid_t);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);

  if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE) {
    /* Not on the stack: those of User-mode Linux are small. It has one thread. */
    static char registers[1 << 16];
    struct iovec *known = data;
    struct iovec all = {registers, sizeof registers};
    if (real(PTRACE_GETREGSET, pid, address, &all) == 0 && all.iov_len > known->iov_len) {
      memcpy(registers, known->iov_base, known->iov_len);
      return real(request, pid, address, &all);
    }
  }
  return real(request, pid, address, data);
}
