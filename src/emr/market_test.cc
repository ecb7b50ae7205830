#include "emr/market.h"

#include <gtest/gtest.h>

#include "emr/price.h"
#include "emr/route.h"

namespace sluice::emr {
namespace {

using aws::Json;

Json entry(const char* usd) {
  return Json{
      {"terms",
       {{"OnDemand", {{"A.B", {{"priceDimensions", {{"A.B.C", {{"pricePerUnit", {{"USD", usd}}}}}}}}}}}}}}
      .dump();
}

TEST(Market, ThePriceOfEntries) {
  EXPECT_EQ(price_of_entries({entry("0.1920000000")}), 0.192);
  EXPECT_EQ(price_of_entries({entry("0.0000000000"), entry("0.192")}), 0.192);
  EXPECT_FALSE(price_of_entries({}));
  EXPECT_FALSE(price_of_entries({entry("0.0000000000")}));
  EXPECT_FALSE(price_of_entries({entry("0.1"), entry("0.2")}));
  EXPECT_FALSE(price_of_entries({Json("no JSON"), Json(nullptr)}));
}

TEST(Market, TheLatestOfTheCheapestZoneAndItsMost) {
  auto at = [](const char* zone, int when, const char* price) {
    return Json{{"AvailabilityZone", zone}, {"Timestamp", when}, {"SpotPrice", price}};
  };
  const SpotPrices spot =
      spot_of_series({at("a", 5, "0.07"), at("a", 9, "0.05"), at("b", 9, "0.06"), at("b", 1, "0.09")});
  EXPECT_EQ(spot.now, 0.05);
  EXPECT_EQ(spot.most, 0.07);
  EXPECT_FALSE(spot_of_series({}).now);
}

TEST(Budget, AboveAndUnknownAreRefused) {
  Price price;
  EXPECT_TRUE(check_budget(price, 5).has_errors());
  price.per_hour = 5.0;
  EXPECT_FALSE(check_budget(price, 5).has_errors());
  EXPECT_TRUE(check_budget(price, 4.99).has_errors());
}

TEST(Route, TheMainTableCountsWithoutAnAssociation) {
  const Json out = {{"DestinationCidrBlock", "0.0.0.0/0"}, {"GatewayId", "igw-1"}, {"State", "active"}};
  const Json main = {
      {"RouteTableId", "rtb-main"}, {"Associations", {{{"Main", true}}}}, {"Routes", Json::array()}};
  const Json own = {
      {"RouteTableId", "rtb-own"}, {"Associations", {{{"SubnetId", "subnet-a"}}}}, {"Routes", {out}}};
  EXPECT_EQ(route_table_of({main, own}, "subnet-a", "vpc-1").way_out, WayOut::kInternetGateway);
  const RouteTable other = route_table_of({main, own}, "subnet-b", "vpc-1");
  EXPECT_EQ(other.id, "rtb-main");
  EXPECT_EQ(other.way_out, WayOut::kNone);
}

}  // namespace
}  // namespace sluice::emr
