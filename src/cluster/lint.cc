#include "cluster/lint.h"

#include "cluster/lint_page.h"

namespace sluice::cluster {

Result<Lint> lint(const std::string& text, const std::string& file) {
  std::vector<format::RepeatedKey> repeated;
  SLUICE_TRY(const YamlNode document,
             format::parse_yaml(text, file, {.repeated = &repeated, .one_document = true}));
  LintPage page(document, text);
  lint_names(page);
  lint_forms(page);
  lint_steps(page);
  page.out.findings.sort_by_place();
  return std::move(page.out);
}

}  // namespace sluice::cluster
