#include "aws/shape.h"

namespace sluice::aws {

Shape::Shape(const ServiceModel& model, const ModelJson& reference)
    : model_(&model),
      reference_(&reference),
      definition_(&model.shape(reference.at("shape").get_ref<const std::string&>())),
      name_(&reference.at("shape").get_ref<const std::string&>()),
      type_(&definition_->at("type").get_ref<const std::string&>()) {}

const ModelJson* Shape::trait(const char* name) const {
  for (const ModelJson* place : {reference_, definition_})
    if (auto at = place->find(name); at != place->end()) return &*at;
  return nullptr;
}

bool Shape::flag(const char* name) const {
  const ModelJson* found = trait(name);
  return found && found->is_boolean() && found->get<bool>();
}

std::string Shape::text(const char* name, const std::string& otherwise) const {
  const ModelJson* found = trait(name);
  return found && found->is_string() ? found->get<std::string>() : otherwise;
}

const ModelJson& Shape::members() const {
  static const ModelJson kNone = ModelJson::object();
  auto at = definition_->find("members");
  return at == definition_->end() ? kNone : *at;
}

Shape Shape::member(const std::string& name) const {
  return {*model_, members().at(name)};
}
Shape Shape::element() const {
  return {*model_, definition_->at("member")};
}
Shape Shape::key() const {
  return {*model_, definition_->at("key")};
}
Shape Shape::value() const {
  return {*model_, definition_->at("value")};
}

std::vector<std::string> Shape::required() const {
  return definition_->value("required", std::vector<std::string>{});
}

namespace {
std::optional<Shape> side(const ServiceModel& model, const std::string& operation, const char* which) {
  const ModelJson* found = model.operation(operation);
  if (!found || !found->contains(which)) return std::nullopt;
  return Shape(model, found->at(which));
}
}  // namespace

std::optional<Shape> input_shape(const ServiceModel& model, const std::string& operation) {
  return side(model, operation, "input");
}
std::optional<Shape> output_shape(const ServiceModel& model, const std::string& operation) {
  return side(model, operation, "output");
}

bool carries_a_file(const ServiceModel& model, const std::string& operation) {
  for (const auto& shape : {input_shape(model, operation), output_shape(model, operation)}) {
    if (!shape) continue;
    const std::string payload = shape->text("payload");
    if (!payload.empty() && shape->member(payload).flag("streaming")) return true;
  }
  return false;
}

}  // namespace sluice::aws
