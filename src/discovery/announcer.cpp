// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/announcer.h"

#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/strlst.h>
#include <unistd.h>

#include <climits>
#include <string>

#include "base/log.h"
#include "base/text.h"
#include "discovery/avahi_session.h"

namespace distcc {
namespace {

constexpr int most_names_tried = 100;

std::string host_name() {
  char buffer[HOST_NAME_MAX + 1] = "";
  ::gethostname(buffer, sizeof buffer - 1);
  const std::string name = buffer;
  return name.substr(0, name.find('.'));
}

using TxtRecords = std::unique_ptr<AvahiStringList, decltype(&avahi_string_list_free)>;

TxtRecords txt_list(const Announcement& announcement) {
  AvahiStringList* list = nullptr;
  for (const std::string& record : txt_records(announcement)) {
    list = avahi_string_list_add(list, record.c_str());
  }
  return {list, &avahi_string_list_free};
}

class AvahiAnnouncer : public Announcer, private AvahiSession::User {
 public:
  AvahiAnnouncer(Announcement announcement, Reach reach)
      : announcement_(std::move(announcement)), reach_(reach), name_(service_name(host_name())) {}

  Result<void> start() {
    session_ = TRY_VALUE(AvahiSession::create(*this));
    session_->start();
    return {};
  }

 private:
  void daemon_is_there(AvahiClient* client) override;
  void daemon_is_gone(const std::string& reason) override;
  void group_changed(AvahiEntryGroup* group, AvahiEntryGroupState state);
  void publish(AvahiEntryGroup* group);
  int add_service(AvahiEntryGroup* group) const;
  void take_another_name();

  const Announcement announcement_;
  const Reach reach_;
  std::string name_;
  bool absence_told_ = false;
  std::unique_ptr<AvahiSession> session_;  ///< last: its thread ends before the rest goes
};

void AvahiAnnouncer::daemon_is_there(AvahiClient* client) {
  absence_told_ = false;
  AvahiEntryGroup* group = avahi_entry_group_new(
      client,
      [](AvahiEntryGroup* changed, AvahiEntryGroupState state, void* self) {
        static_cast<AvahiAnnouncer*>(self)->group_changed(changed, state);
      },
      this);
  if (group == nullptr) {
    log_warning(cat("--zeroconf: cannot announce this server: ", avahi_error(client)));
    return;
  }
  publish(group);
}

void AvahiAnnouncer::daemon_is_gone(const std::string& reason) {
  if (reason.empty() || std::exchange(absence_told_, true)) return;
  log_warning(cat("--zeroconf: ", reason, "; this server is announced as soon as it does"));
}

void AvahiAnnouncer::group_changed(AvahiEntryGroup* group, AvahiEntryGroupState state) {
  if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
    log_notice(cat("announced on the network as '", name_, "'"));
  } else if (state == AVAHI_ENTRY_GROUP_COLLISION) {
    take_another_name();
    publish(group);
  } else if (state == AVAHI_ENTRY_GROUP_FAILURE) {
    log_warning(cat("--zeroconf: cannot announce this server: ",
                    avahi_error(avahi_entry_group_get_client(group))));
  }
}

void AvahiAnnouncer::publish(AvahiEntryGroup* group) {
  int error = AVAHI_ERR_COLLISION;
  for (int tried = 0; error == AVAHI_ERR_COLLISION && tried < most_names_tried; ++tried) {
    if (tried > 0) take_another_name();
    avahi_entry_group_reset(group);
    error = add_service(group);
  }
  if (error == AVAHI_OK) error = avahi_entry_group_commit(group);
  if (error != AVAHI_OK) {
    log_warning(cat("--zeroconf: cannot announce this server: ", avahi_strerror(error)));
  }
}

int AvahiAnnouncer::add_service(AvahiEntryGroup* group) const {
  const AvahiIfIndex interface =
      reach_.interface == 0 ? AVAHI_IF_UNSPEC : static_cast<AvahiIfIndex>(reach_.interface);
  AvahiProtocol protocol = AVAHI_PROTO_UNSPEC;
  if (reach_.family == Reach::Family::ipv4) protocol = AVAHI_PROTO_INET;
  if (reach_.family == Reach::Family::ipv6) protocol = AVAHI_PROTO_INET6;
  const TxtRecords records = txt_list(announcement_);
  constexpr AvahiPublishFlags no_flags{};
  const int error = avahi_entry_group_add_service_strlst(
      group, interface, protocol, no_flags, name_.c_str(), service_type, nullptr, nullptr,
      static_cast<std::uint16_t>(reach_.port), records.get());
  const std::string subtype = service_subtype(announcement_.compiler);
  if (error != AVAHI_OK || subtype.empty()) return error;
  return avahi_entry_group_add_service_subtype(group, interface, protocol, no_flags, name_.c_str(),
                                               service_type, nullptr, subtype.c_str());
}

void AvahiAnnouncer::take_another_name() {
  char* name = avahi_alternative_service_name(name_.c_str());
  log_info(cat("--zeroconf: '", name_, "' is taken"));
  name_ = name;
  avahi_free(name);
}

}  // namespace

Result<std::unique_ptr<Announcer>> Announcer::start(Announcement announcement, Reach reach) {
  auto announcer = std::make_unique<AvahiAnnouncer>(std::move(announcement), reach);
  TRY(announcer->start());
  return announcer;
}

}  // namespace distcc
