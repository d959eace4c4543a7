// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ending.h"

#include <poll.h>
#include <sys/eventfd.h>

#include "base/clock.h"
#include "base/io.h"

namespace distcc {

Result<Ending> Ending::prepare() {
  Fd begun(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  Fd hurry(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!begun || !hurry) return fail_errno("cannot make an eventfd");
  return Ending(std::move(begun), std::move(hurry));
}

void Ending::begin() {
  ::eventfd_write(begun_.get(), 1);
}

void Ending::hurry() {
  begin();
  ::eventfd_write(hurry_.get(), 1);
}

bool Ending::has_begun() const {
  pollfd one{begun_.get(), POLLIN, 0};
  return poll_until(&one, 1, Deadline::after(Milliseconds(0))) > 0;
}

}  // namespace distcc
