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

    // Whether everything was found, and nothing is left over that would change what was found. A tensor that isn't used
    // is such a one where it lies beside or below a used one ("blocks.3.ffn.0.weight_scale" beside
    // "blocks.3.ffn.0.weight"), or has a name that only files of quantised weights have. Other extra ones are logged.
    // Error, for `file`: CheckpointIncomplete (something is missing) or CheckpointMismatch, with a line for each kind
    // of problem's first tensors and the number of the others.
    Status finish(const std::string& file) const;

private:
    [[nodiscard]] bool changesWhatIsUsed(std::string_view name) const;

    const StateDict& m_source;
    std::set<std::string, std::less<>> m_used;
    std::set<std::string, std::less<>> m_modules; // of those: "blocks.3.ffn.0"
    std::vector<std::string> m_ignored;
    std::vector<std::string> m_missing;
    std::vector<std::string> m_misfits;
};

} // namespace studio::model
