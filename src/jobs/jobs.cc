#include "jobs/jobs.h"

namespace sluice::jobs {

const std::vector<const Job*>& all_jobs() {
  static const std::vector<std::unique_ptr<Job>> owned = [] {
    std::vector<std::unique_ptr<Job>> jobs;
    jobs.push_back(make_enrollment());
    jobs.push_back(make_activity());
    jobs.push_back(make_location());
    return jobs;
  }();
  static const std::vector<const Job*> all = [] {
    std::vector<const Job*> jobs;
    for (const auto& job : owned) jobs.push_back(job.get());
    return jobs;
  }();
  return all;
}

const Job* find_job(std::string_view name) {
  for (const Job* job : all_jobs())
    if (job->name() == name) return job;
  return nullptr;
}

}  // namespace sluice::jobs
