// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/model/Precision.h"
#include "core/model/StateDict.h"
#include "core/model/TensorNames.h"

#include <c10/util/ArrayRef.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace studio::model {

// Fills the tensors of a weights struct by name, and remembers everything that doesn't fit, so that one error can name
// it all. A weights struct has
//     template<typename Visitor> void visit(Visitor& visitor, const Config& config);
// which calls visitor(name, tensor, shape[, precision]) for each of its tensors and visitor.scope(name) around its
// parts; the same function later lays out slabs and counts bytes.
class TensorBinder : public TensorNames {
public:
    // Tensors are bound as they lie in `source`, without a copy; a WeightLoader moves them
    // afterwards.
    explicit TensorBinder(const StateDict& source);

    // Binds `target` to the tensor of this name if it has the shape and a floating-point dtype. The precision is for
    // visitors that convert.
    void operator()(std::string_view name, at::Tensor& target, c10::IntArrayRef shape,
                    Precision precision = Precision::Model);

    // Names below this prefix (whole, from the root) are not reported as extra.
    void ignore(std::string_view prefix);

    // Whether everything was found. Error: CheckpointIncomplete (something is missing) or CheckpointMismatch, for
    // `file`, with one line per missing, mis-shaped and extra tensor. Extra ones alone are only logged.
    Status finish(const std::string& file) const;

private:
    const StateDict& m_source;
    std::set<std::string, std::less<>> m_used;
    std::vector<std::string> m_ignored;
    std::vector<std::string> m_missing;
    std::vector<std::string> m_misfits;
};

} // namespace studio::model
