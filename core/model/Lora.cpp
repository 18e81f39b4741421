// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/Lora.h"

#include "core/base/Log.h"
#include "core/model/LoraNames.h"
#include "core/model/LoraScaling.h"
#include "core/model/PthFile.h"
#include "core/model/SafetensorsFile.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

std::string describe(c10::IntArrayRef sizes)
{
    std::ostringstream text;
    text << sizes;
    return text.str();
}

// "a; b; c; and 93 more".
std::string listed(const std::vector<std::string>& names)
{
    constexpr size_t kShown = 3;
    std::string text;
    for (size_t i = 0; i < std::min(kShown, names.size()); ++i)
        text += (i == 0 ? "" : "; ") + names[i];
    return names.size() > kShown ? text + "; and " + std::to_string(names.size() - kShown) + " more" : text;
}

// "It holds 12 tensors (of 96) <what>: a; b; c; and 9 more."
std::string sentence(const std::vector<std::string>& names, size_t all, const std::string& what)
{
    return "It holds " + std::to_string(names.size()) + (names.size() == 1 ? " tensor" : " tensors") + " (of "
        + std::to_string(all) + ") " + what + ": " + listed(names) + ".";
}

bool isPair(const at::Tensor& down, const at::Tensor& up)
{
    return down.dim() >= 2 && up.dim() >= 2 && down.size(0) > 0 && up.size(0) > 0
        && up.numel() == up.size(0) * down.size(0);
}

// W + scale * B A in fp32, rounded once to `dtype`, on a CPU: by blocks of rows that stay in its cache, so that of a
// large matrix only W is read and only the result is written. A row's sums don't depend on the other rows.
at::Tensor addedByRows(const at::Tensor& weight, const at::Tensor& up, const at::Tensor& down, double scale,
                       at::ScalarType dtype)
{
    constexpr int64_t kBlock = int64_t{1} << 20U; // numbers
    const int64_t rows = up.size(0);
    const int64_t columns = down.size(1);
    const int64_t atOnce = std::max<int64_t>(1, kBlock / std::max<int64_t>(1, columns));
    const at::Tensor from = weight.reshape({rows, columns});
    at::Tensor sum = at::empty({rows, columns}, dtype);
    at::parallel_for(0, rows, std::min<int64_t>(atOnce, 64), [&](int64_t begin, int64_t end) {
        const c10::InferenceMode inference; // The caller's is its thread's alone.
        const at::Tensor block = at::empty({std::min(atOnce, end - begin), columns}, at::kFloat);
        for (int64_t row = begin; row < end; row += atOnce) {
            const int64_t count = std::min(atOnce, end - row);
            at::Tensor part = block.narrow(0, 0, count);
            at::mm_out(part, up.narrow(0, row, count), down);
            sum.narrow(0, row, count).copy_(part.mul_(scale).add_(from.narrow(0, row, count)));
        }
    });
    return sum.view(weight.sizes());
}

// The shape of what a pair changes.
std::vector<int64_t> shapeOf(const at::Tensor& down, const at::Tensor& up)
{
    std::vector<int64_t> shape = down.sizes().vec();
    shape.front() = up.size(0);
    return shape;
}

// A convolution's pair may also be flat, and a linear layer's may look like a convolution's with a kernel of one.
bool fits(const at::Tensor& down, const at::Tensor& up, const at::Tensor& weight)
{
    return weight.dim() >= 2 && weight.size(0) == up.size(0)
        && weight.numel() == up.size(0) * (down.numel() / down.size(0));
}

} // namespace

// Puts the tensors of a file to where they belong, and collects all problems.
class Lora::Reader {
public:
    Reader(const StateDict& model, const StateDict& file)
        : m_model(model)
        , m_names(model, file)
        , m_all(file.size())
    {
        for (const auto& [key, tensor] : file)
            place(key, tensor);
    }

    [[nodiscard]] bool hasPairWithoutAlpha() const
    {
        return std::any_of(m_changes.begin(), m_changes.end(), [&](const auto& entry) {
            return entry.second.down.defined() && !m_alphas.contains(entry.first);
        });
    }

    // After check().
    void scale(const LoraScaling& scaling, const LoraOptions& options)
    {
        for (auto& [name, change] : m_changes) {
            if (!change.down.defined())
                continue;
            const int64_t rank = change.down.size(0);
            const auto own = m_alphas.find(name);
            const std::optional<double> alpha
                = options.alpha || own == m_alphas.end() ? options.alpha : std::optional(own->second);
            change.scale = alpha ? *alpha / static_cast<double>(rank) : scaling.scale(m_layers.at(name), rank);
        }
    }

    void check()
    {
        for (const auto& [name, change] : m_changes)
            check(name, change);
        for (const auto& [name, alpha] : m_alphas) {
            const auto found = m_changes.find(name);
            if (m_foreign.empty() && (found == m_changes.end() || !found->second.down.defined()))
                m_wrong.push_back(name + " has an alpha and no pair");
        }
    }

    // All problems as text; empty if there is none.
    [[nodiscard]] std::string problems() const
    {
        if (m_all == 0)
            return "It holds no tensor.";
        std::vector<std::string> sentences;
        for (const auto& [kind, keys] : m_foreign)
            sentences.push_back(sentence(keys, m_all, "of a " + kind + ", which this program can't apply"));
        if (!m_unknown.empty())
            sentences.push_back(sentence(m_unknown, m_all, "without a place in this model; it was made for another"));
        if (!m_misfits.empty())
            sentences.push_back("It changes " + std::to_string(m_misfits.size()) + " (of "
                                + std::to_string(m_changes.size())
                                + ") of this model's tensors as if they had another size; it was made for another: "
                                + listed(m_misfits) + ".");
        if (!m_ambiguous.empty())
            sentences.push_back(sentence(m_ambiguous, m_all, "whose name fits several layers"));
        if (!m_wrong.empty())
            sentences.push_back("It is incomplete or damaged: " + listed(m_wrong) + ".");
        return summedUp(sentences);
    }

    std::map<std::string, Change, std::less<>> takeChanges() { return std::move(m_changes); }

private:
    void place(const std::string& key, const at::Tensor& tensor)
    {
        const LoraNames::Meaning meaning = m_names.meaning(key);
        if (!meaning.foreignKind.empty()) {
            m_foreign[std::string(meaning.foreignKind)].push_back(key);
            return;
        }
        if (meaning.tensors.size() != 1) {
            if (meaning.tensors.empty())
                m_unknown.push_back(key);
            else
                m_ambiguous.push_back(key + " (" + meaning.tensors[0] + " or " + meaning.tensors[1] + ")");
            return;
        }
        const std::string& name = meaning.tensors.front();
        if (meaning.part == LoraPart::Alpha) {
            placeAlpha(key, name, tensor);
            return;
        }
        if (!tensor.is_floating_point()) {
            m_wrong.push_back(key + " holds no floating-point numbers");
            return;
        }
        at::Tensor& part = partOf(m_changes[name], meaning.part);
        if (part.defined())
            m_wrong.push_back(key + " is there twice, under different names");
        part = tensor;
        m_layers[name] = meaning.layer;
    }

    void placeAlpha(const std::string& key, const std::string& name, const at::Tensor& tensor)
    {
        const double value = tensor.numel() == 1 ? tensor.item().toDouble() : std::nan("");
        if (!std::isfinite(value))
            m_wrong.push_back(key + " should be one number");
        else if (!m_alphas.emplace(name, value).second)
            m_wrong.push_back(key + " is there twice, under different names");
    }

    static at::Tensor& partOf(Change& change, LoraPart part)
    {
        switch (part) {
        case LoraPart::Down: return change.down;
        case LoraPart::Up: return change.up;
        case LoraPart::Difference: return change.difference;
        case LoraPart::Alpha:
        case LoraPart::Replacement: break;
        }
        return change.replacement;
    }

    void check(const std::string& name, const Change& change)
    {
        const at::Tensor& weight = m_model.at(name);
        const auto misfit = [&](c10::IntArrayRef sizes) {
            m_misfits.push_back(name + " is " + describe(weight.sizes()) + " in the model and " + describe(sizes)
                                + " in the LoRA");
        };
        for (const at::Tensor& tensor : {change.difference, change.replacement}) {
            if (tensor.defined() && tensor.sizes() != weight.sizes())
                misfit(tensor.sizes());
        }
        if (!change.down.defined() && !change.up.defined())
            return;
        if (!change.down.defined() || !change.up.defined())
            m_wrong.push_back(name + " has only one half of its pair");
        else if (!isPair(change.down, change.up))
            m_wrong.push_back(name + ": A " + describe(change.down.sizes()) + " and B " + describe(change.up.sizes())
                              + " have no common rank");
        else if (!fits(change.down, change.up, weight))
            misfit(shapeOf(change.down, change.up));
    }

    const StateDict& m_model;
    LoraNames m_names;
    size_t m_all;
    std::map<std::string, Change, std::less<>> m_changes;
    std::map<std::string, double, std::less<>> m_alphas;
    std::map<std::string, std::string, std::less<>> m_layers; // as the file spells them
    std::map<std::string, std::vector<std::string>> m_foreign; // keys by kind of adapter
    std::vector<std::string> m_unknown;
    std::vector<std::string> m_ambiguous;
    std::vector<std::string> m_misfits;
    std::vector<std::string> m_wrong;
};

Result<Lora> Lora::open(const fs::path& path, const StateDict& model, const LoraOptions& options)
{
    const auto tensors = path.extension() == ".safetensors" ? openSafetensors(path) : openPth(path);
    if (!tensors)
        return tensors.error();
    Reader reader(model, *tensors);
    reader.check();
    if (const std::string problems = reader.problems(); !problems.empty())
        return Error{ErrorCode::LoraMismatch, path.string(), problems};
    const bool saysAll = options.alpha || !reader.hasPairWithoutAlpha();
    const Result<LoraScaling> scaling = saysAll ? LoraScaling() : LoraScaling::read(path);
    if (!scaling)
        return scaling.error();
    reader.scale(*scaling, options);
    Lora lora;
    lora.m_changes = reader.takeChanges();
    log::info(path.string() + ": " + std::to_string(tensors->size()) + " tensors, all used, change "
              + std::to_string(lora.m_changes.size()) + " of the model's");
    return lora;
}

at::Tensor Lora::merged(std::string_view name, const at::Tensor& base, at::ScalarType dtype) const
{
    const auto found = m_changes.find(name);
    if (found == m_changes.end())
        return base;
    const Change& change = found->second;
    const at::Tensor weight = change.replacement.defined() ? change.replacement.to(base.device()) : base;
    const auto inFp32 = [&](const at::Tensor& tensor) { return tensor.to(base.device(), at::kFloat); };
    if (!change.down.defined())
        return change.difference.defined() ? inFp32(weight).add(inFp32(change.difference)).to(dtype) : weight;
    const at::Tensor down = inFp32(change.down).flatten(1);
    const at::Tensor up = inFp32(change.up).flatten(1);
    if (base.is_cpu() && !change.difference.defined())
        return addedByRows(weight, up, down, change.scale, dtype);
    // The product is ours to change, the weight may be a view of a file.
    const at::Tensor sum = at::mm(up, down).mul_(change.scale).view(base.sizes()).add_(inFp32(weight));
    return (change.difference.defined() ? sum.add(inFp32(change.difference)) : sum).to(dtype);
}

bool Lora::touches(std::string_view name) const
{
    return m_changes.contains(name);
}

std::string Lora::scales() const
{
    std::ostringstream text;
    text << std::hexfloat;
    for (const auto& [name, change] : m_changes) {
        if (change.down.defined())
            text << name << '=' << change.scale << ' ';
    }
    return text.str();
}

} // namespace studio::model
