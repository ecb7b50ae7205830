// The engine against a simple model: whatever the memory, the number of tables and the order, the same bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "base/files.h"
#include "engine/day_files.h"
#include "engine/merge.h"
#include "engine/pair_table.h"
#include "engine/sorter.h"

namespace sluice::engine {
namespace {

struct Pair {
  int day;
  std::string key, value;
};

std::vector<Pair> random_pairs(unsigned seed, int n) {
  std::mt19937 random(seed);
  std::vector<Pair> out;
  for (int i = 0; i < n; ++i)
    out.push_back({static_cast<int>(random() % 4), "k" + std::to_string(random() % 50) + "\tx",
                   std::string(random() % 12, static_cast<char>('a' + random() % 3))});
  return out;
}

base::Day day(int n) {
  return base::Day(std::chrono::days(n));
}
const base::DayInterval kDays{day(-1), day(5)};

// What a model makes of the pairs: the text of each day file.
std::map<int, std::string> model(const std::vector<Pair>& pairs, Combine combine) {
  std::map<std::pair<int, std::string>, std::string> max;
  std::map<std::pair<int, std::string>, int> sum;
  for (const Pair& p : pairs) {
    auto& value = max.try_emplace({p.day, p.key}, p.value).first->second;
    value = std::max(value, p.value);
    ++sum[{p.day, p.key}];
  }
  std::map<int, std::string> out;
  for (int d = -1; d < 5; ++d) out[d];
  for (const auto& [key, n] : sum) {
    if (combine == Combine::kSum) out[key.first] += key.second + "\t" + std::to_string(n) + "\n";
    if (combine == Combine::kMax) out[key.first] += key.second + "\t" + max[key] + "\n";
    for (int i = 0; combine == Combine::kNone && i < n; ++i) out[key.first] += key.second + "\n";
  }
  return out;
}

std::map<int, std::string> through_engine(std::vector<Pair> pairs, Combine combine, size_t tables,
                                          int spill_every) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  std::vector<std::unique_ptr<PairTable>> all;
  for (size_t i = 0; i < tables; ++i) all.push_back(std::make_unique<PairTable>(combine));
  std::vector<std::string> runs;
  int n = 0;
  for (const Pair& p : pairs) {
    PairTable& table = *all[static_cast<size_t>(n) % tables];
    if (combine == Combine::kMax)
      table.emit_max(day(p.day), p.key, p.value);
    else
      table.emit(day(p.day), p.key);
    if (++n % spill_every == 0) {
      runs.push_back(folder->path() + "/" + std::to_string(n) + ".run");
      EXPECT_TRUE(table.spill(runs.back()));
      EXPECT_TRUE(table.empty());
    }
  }
  std::vector<std::unique_ptr<RecordStream>> rest;
  for (auto& table : all) rest.push_back(table->take_sorted());
  auto merged = merge_runs(runs, std::move(rest), combine, folder->path(), 3);
  EXPECT_TRUE(merged);
  DayFileShape shape{"pairs", "pair", combine};
  EXPECT_TRUE(write_day_files(folder->path(), shape, kDays, **merged));
  std::map<int, std::string> out;
  for (int d = -1; d < 5; ++d) out[d] = base::read_file(day_file_path(folder->path(), shape, day(d))).value();
  return out;
}

TEST(Engine, SameBytesWhateverTheMemoryAndTheOrder) {
  for (Combine combine : {Combine::kNone, Combine::kSum, Combine::kMax}) {
    auto pairs = random_pairs(1, 3000);
    auto want = model(pairs, combine);
    for (size_t tables : {size_t{1}, size_t{3}})
      for (int spill_every : {1000000, 700, 50}) {
        std::shuffle(pairs.begin(), pairs.end(), std::mt19937(static_cast<unsigned>(spill_every)));
        EXPECT_EQ(through_engine(pairs, combine, tables, spill_every), want) << tables << " " << spill_every;
      }
  }
}

TEST(Engine, GroupsOfManyDays) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  DayFileShape shape{"pairs", "pair", Combine::kSum};
  base::DayInterval days{day(0), day(700)};  // more than are open at once
  PairTable table(Combine::kSum);
  std::map<std::string, std::string> want;
  for (int d = 0; d < 700; d += 1)
    for (const char* key : {"a", "ab", "b"})
      if ((d + key[0]) % 3 != 0) {
        table.emit(day(d), std::string(key) + "\tx");
        want[key] += std::to_string(d) + ",";
      }
  auto records = table.take_sorted();
  ASSERT_TRUE(write_day_files(folder->path(), shape, days, *records));
  auto groups = DayFileGroups::open(folder->path(), shape, {day(-5), day(800)}, 1, folder->path());
  ASSERT_TRUE(groups);
  std::map<std::string, std::string> got;
  std::vector<std::string> order;
  while (*groups->next_group()) {
    order.push_back(groups->group());
    while (*groups->next_line()) {
      EXPECT_EQ(groups->rest(), "x\t1");
      got[groups->group()] += std::to_string(groups->day().time_since_epoch().count()) + ",";
    }
  }
  EXPECT_EQ(got, want);
  EXPECT_EQ(order, (std::vector<std::string>{"a", "ab", "b"}));
}

TEST(Engine, SkippingTheRestOfAGroupAndDamagedFiles) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  DayFileShape shape{"pairs", "pair", Combine::kNone};
  auto write = [&](int d, const char* text) {
    ASSERT_TRUE(base::write_file_atomically(day_file_path(folder->path(), shape, day(d)), text));
  };
  write(0, "a\t1\na\t2\nb\t1\n");
  write(1, "b\t2\nc\t1\n");
  {
    auto groups = DayFileGroups::open(folder->path(), shape, kDays, 1, folder->path());
    std::string seen;
    while (*groups->next_group()) seen += groups->group();
    EXPECT_EQ(seen, "abc");
  }
  write(1, "c\t1\nb\t2\n");
  auto unsorted = DayFileGroups::open(folder->path(), shape, kDays, 1, folder->path());
  ASSERT_TRUE(unsorted);
  auto last = unsorted->next_group();
  while (last && *last) last = unsorted->next_group();
  EXPECT_EQ(last.error().kind, ErrorKind::kCorrupt);
  write(1, "b\t2");
  EXPECT_EQ(DayFileGroups::open(folder->path(), shape, kDays, 1, folder->path()).error().kind,
            ErrorKind::kCorrupt);
}

TEST(Engine, SorterKeepsEveryLine) {
  auto folder = base::TemporaryFolder::create("sluice-test");
  for (size_t memory : {size_t{1} << 30, size_t{1} << 21}) {
    Sorter sorter(folder->path(), "s", memory);
    std::mt19937 random(3);
    std::vector<std::string> want;
    for (int i = 0; i < 60000; ++i) {
      want.push_back(std::to_string(random() % 20000));
      ASSERT_TRUE(sorter.add(want.back()));
    }
    std::sort(want.begin(), want.end());
    auto sorted = sorter.finish();
    std::vector<std::string> got;
    while ((*sorted)->front()) {
      got.emplace_back((*sorted)->front()->key);
      ASSERT_TRUE((*sorted)->advance());
    }
    EXPECT_EQ(got, want);
  }
}

}  // namespace
}  // namespace sluice::engine
