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

// Binds the tensors of a weights struct by name, and collects all problems, so that one error names them all. A weights
// struct has
//     template<typename Visitor> void visit(Visitor& visitor, const Config& config);
// which calls visitor(name, tensor, shape[, precision]) for each of its tensors, and visitor.scope(name) around its
// parts; the same function lays out slabs and counts bytes.
class TensorBinder : public TensorNames {
public:
    // Tensors are bound as they are in `source`, without a copy; a WeightLoader converts them later.
    explicit TensorBinder(const StateDict& source);

    // Binds `target` to the tensor of this name, if it has the shape (dimensions of 1 at its beginning may be missing)
    // and a floating-point dtype. The precision is for
    // converting visitors.
    void operator()(std::string_view name, at::Tensor& target, c10::IntArrayRef shape,
                    Precision precision = Precision::Model);

    // Doesn't report names below this prefix (complete, from the root) as extra.
    void ignore(std::string_view prefix);

    // Checks that everything was found, and that no unused tensor would change the meaning of a used one: a tensor next
    // to or below a used one ("blocks.3.ffn.0.weight_scale" next to "blocks.3.ffn.0.weight"), or with a name that only
    // quantised files have. Other unused tensors are logged. Error, for `file`: CheckpointIncomplete (something is
    // missing) or CheckpointMismatch, listing the first tensors of each kind of problem and counting the others.
    Status finish(const std::string& file) const;

private:
    [[nodiscard]] bool changesWhatIsUsed(std::string_view name) const;

    const StateDict& m_source;
    std::set<std::string, std::less<>> m_used;
    std::set<std::string, std::less<>> m_modules; // their modules: "blocks.3.ffn.0"
    std::vector<std::string> m_ignored;
    std::vector<std::string> m_missing;
    std::vector<std::string> m_misfits;
};

} // namespace studio::model
