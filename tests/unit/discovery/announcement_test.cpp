// SPDX-License-Identifier: GPL-3.0-or-later
#include "discovery/announcement.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace distcc {
namespace {

bool has(const std::vector<std::string>& records, const std::string& record) {
  return std::find(records.begin(), records.end(), record) != records.end();
}

TEST(Announcement, SaysWhatStockSaysAndWhatIsOffered) {
  const auto records = txt_records({8, 10, true, {"12", "x86_64-linux-gnu"}});
  for (const char* record :
       {"txtvers=1", "cpus=8", "jobs=10", "distcc=" DISTCC_VERSION, "gnuhost=" DISTCC_TRIPLE,
        "cc_version=12", "cc_machine=x86_64-linux-gnu", "offers=lzo,cpp"}) {
    EXPECT_TRUE(has(records, record)) << record;
  }
}

TEST(Announcement, OffersNoPumpWithoutSandbox) {
  const auto records = txt_records({8, 10, false, {}});
  EXPECT_TRUE(has(records, "offers=lzo"));
  EXPECT_EQ(records.size(), 6U) << "nothing is said of an unknown compiler";
}

TEST(Announcement, NoRecordIsLongerThanDnsTakes) {
  const auto records = txt_records({1, 1, false, {std::string(300, '1'), "x"}});
  EXPECT_TRUE(std::all_of(records.begin(), records.end(),
                          [](const auto& record) { return record.size() <= 255; }));
}

TEST(Announcement, OfferIsReadBack) {
  const Offer offer = read_offer(txt_records({8, 10, true, {"12", "x"}}));
  EXPECT_EQ(offer.slots, 10);
  EXPECT_TRUE(offer.lzo && offer.cpp);
}

TEST(Announcement, OfferOfAStockServer) {
  const Offer offer = read_offer({"txtvers=1", "jobs=3", "distcc=3.4"});
  EXPECT_EQ(offer.slots, 3);
  EXPECT_FALSE(offer.lzo || offer.cpp);
  EXPECT_EQ(read_offer({"txtvers=1"}).slots, 4);
}

TEST(Announcement, OfferOfAStranger) {
  for (const char* record : {"jobs=0", "jobs=-3", "jobs=", "jobs=x", "jobs=99999999999999999999"}) {
    EXPECT_EQ(read_offer({record}).slots, 4) << record;
  }
  EXPECT_EQ(read_offer({"jobs=2000000000"}).slots, 4096);
  EXPECT_FALSE(read_offer({"offers=cpp"}).cpp) << "pump mode needs compression";
  EXPECT_FALSE(read_offer({"offers=lzox,cpp"}).lzo);
  EXPECT_FALSE(read_offer({std::string("offers=\0lzo", 11), ""}).lzo);
}

TEST(Announcement, SubtypeIsStocks) {
  EXPECT_EQ(service_subtype({"12", "x86_64-linux-gnu"}), "_x86-64-linux-gnu--12._sub._distcc._tcp");
  EXPECT_EQ(service_subtype({"13.2.0", "ARM.eabi"}), "_arm-eabi--13-2-0._sub._distcc._tcp");
  EXPECT_EQ(service_subtype({}), "");
  EXPECT_EQ(service_subtype({"12", std::string(60, 'x')}), "");
}

TEST(Announcement, NameFitsALabel) {
  EXPECT_EQ(service_name("red"), "distcc@red");
  EXPECT_EQ(service_name(std::string(64, 'r')).size(), 63U);
}

}  // namespace
}  // namespace distcc
