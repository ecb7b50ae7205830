// Spec to wants: what must exist for it, as a list that references turn into a graph. Pure.
#pragma once

#include <string>
#include <vector>

#include "deploy/spec.h"
#include "plan/resource.h"

namespace sluice::deploy {

// `tables`: names of the published tables. For target local: resources/local_kinds.h says what each kind
// takes.
std::vector<plan::Want> compile(const Spec& spec, const std::vector<std::string>& tables);

}  // namespace sluice::deploy
