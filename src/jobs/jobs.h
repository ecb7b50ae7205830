// The explicit list of jobs.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "jobs/job.h"

namespace sluice::jobs {

std::unique_ptr<Job> make_enrollment();
std::unique_ptr<Job> make_activity();
std::unique_ptr<Job> make_location();

// All of them, in the order in which `run all` reports them. They live as long as the process.
const std::vector<const Job*>& all_jobs();
const Job* find_job(std::string_view name);

}  // namespace sluice::jobs
