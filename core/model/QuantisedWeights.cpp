// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/QuantisedWeights.h"

#include "core/base/Json.h"
#include "core/base/Log.h"
#include "core/model/BlockScaled.h"
#include "core/model/ComputeAs.h"
#include "core/model/OriginalNames.h"
#include "core/model/WideRows.h"

#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max.h>
#include <ATen/ops/mm.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <sstream>
#include <string_view>
#include <utility>

namespace studio::model {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::string_view kWeight = ".weight";
constexpr std::string_view kMark = "scaled_fp8"; // an empty tensor, or one of two numbers: the file has scales
constexpr std::string_view kDescription = ".comfy_quant"; // JSON as bytes
constexpr const char* kDescriptions = "_quantization_metadata"; // JSON of the whole file
constexpr std::array<std::string_view, 2> kScales{".scale_weight", ".weight_scale"};
// They are of a layer's input, for a product in fp8. Weights don't depend on them, and this program scales inputs by
// itself.
constexpr std::array<std::string_view, 2> kInputScales{".scale_input", ".input_scale"};
constexpr int64_t kRotatedColumns = 256; // unless "convrot_groupsize" says otherwise
constexpr size_t kMostDescription = 4096; // bytes; ComfyUI's have about a hundred

bool isFp8(const at::Tensor& tensor)
{
    return tensor.scalar_type() == at::kFloat8_e4m3fn || tensor.scalar_type() == at::kFloat8_e5m2;
}

// Whether fp8 numbers fill their type's range, as only those do that were divided by a scale: a network's weights are
// far smaller. Reads all of them, as bytes: without its sign, a larger number has a larger byte.
bool fillRange(const at::Tensor& numbers)
{
    if (numbers.numel() == 0)
        return false;
    const bool isE4m3 = numbers.scalar_type() == at::kFloat8_e4m3fn;
    const uint8_t half = isE4m3 ? c10::Float8_e4m3fn(448.F / 2).x : c10::Float8_e5m2(57344.F / 2).x;
    const uint8_t nan = isE4m3 ? 0x7f : 0x7d; // the first
    const auto largest = numbers.view(at::kByte).bitwise_and(0x7f).max().item<uint8_t>();
    return largest > half && largest < nan;
}

// Numbers of a byte times their scale: undefined, [] or [rows, 1]. Both are on the CPU.
at::Tensor scaled(const at::Tensor& numbers, const at::Tensor& scale, at::ScalarType dtype, c10::Device device)
{
    if (!device.is_cpu()) {
        at::Tensor wide = numbers.to(device).to(at::kFloat);
        return (scale.defined() ? wide.mul_(scale.to(device)) : wide).to(dtype);
    }
    const at::Tensor contiguous = numbers.contiguous();
    const auto* const from = static_cast<const uint8_t*>(contiguous.const_data_ptr());
    const WideRow wide = wideRow(numbers.scalar_type());
    if (!scale.defined() || scale.dim() == 0) {
        const float factor = scale.defined() ? scale.item<float>() : 1;
        return computeAs(numbers.sizes(), dtype, 1,
                         [&](int64_t begin, int64_t end, float* to) { wide(from + begin, end - begin, factor, to); });
    }
    const int64_t columns = numbers.size(1);
    const auto* const factors = scale.const_data_ptr<float>();
    return computeAs(numbers.sizes(), dtype, columns, [&](int64_t begin, int64_t end, float* to) {
        for (int64_t row = begin; row < end; ++row)
            wide(from + row * columns, columns, factors[row], to + (row - begin) * columns);
    });
}

std::string describe(const at::Tensor& tensor)
{
    std::ostringstream text;
    text << tensor.sizes();
    return text.str();
}

// How ComfyUI says that a weight is kept.
struct Format {
    at::ScalarType dtype;
    int64_t rotated = 0; // columns that were rotated together before rounding; 0: none
    int64_t block = 0; // columns that have a scale together; 0: whole rows, or the whole weight
};

// nullopt for a format that isn't read.
std::optional<Format> formatOf(const json& description)
{
    const auto format = description.find("format");
    if (format == description.end())
        return std::nullopt;
    int64_t rotated = 0;
    if (const auto says = description.find("convrot"); says != description.end() && *says != json(false)) {
        const auto size = description.find("convrot_groupsize");
        const std::optional<int64_t> columns
            = size == description.end() ? std::optional(kRotatedColumns) : wholeNumber(*size);
        if (*says != json(true) || !columns || *columns <= 0 || *format != "int8_tensorwise")
            return std::nullopt;
        rotated = *columns;
    }
    if (*format == "float8_e4m3fn")
        return Format{.dtype = at::kFloat8_e4m3fn};
    if (*format == "float8_e5m2")
        return Format{.dtype = at::kFloat8_e5m2};
    if (*format == "int8_tensorwise")
        return Format{.dtype = at::kChar, .rotated = rotated};
    if (*format == "nvfp4")
        return Format{.dtype = at::kByte, .block = kNvfp4Block};
    if (*format == "mxfp8")
        return Format{.dtype = at::kFloat8_e4m3fn, .block = kMxfp8Block};
    return std::nullopt;
}

// Whether so many columns can have been rotated together: a power of 4.
bool canRotate(int64_t columns, const at::Tensor& numbers)
{
    constexpr int64_t kMost = 4096;
    return numbers.dim() == 2 && columns >= 4 && columns <= kMost && std::has_single_bit(static_cast<uint64_t>(columns))
        && std::countr_zero(static_cast<uint64_t>(columns)) % 2 == 0 && numbers.size(1) % columns == 0;
}

// ConvRot's matrix, [columns, columns] fp32: Kronecker powers of one Hadamard matrix of 4x4, normalised. It is
// symmetric and orthogonal, and so its own inverse.
at::Tensor rotation(int64_t columns)
{
    constexpr std::array<float, 16> kSeed{1, 1, 1, -1, 1, 1, -1, 1, 1, -1, 1, 1, -1, 1, 1, 1};
    at::Tensor matrix = at::empty({columns, columns}, at::kFloat);
    auto* const numbers = matrix.mutable_data_ptr<float>();
    const float length = std::sqrt(static_cast<float>(columns));
    for (int64_t row = 0; row < columns; ++row) {
        for (int64_t column = 0; column < columns; ++column) {
            float sign = 1;
            for (int64_t power = 1; power < columns; power *= 4)
                sign *= kSeed[static_cast<size_t>(row / power % 4 * 4 + column / power % 4)];
            numbers[row * columns + column] = sign / length;
        }
    }
    return matrix;
}

// Whether this is the mark of scaled fp8 weights, of the file or of the part with this prefix.
bool isMark(std::string_view name)
{
    return name == kMark || (name.ends_with(kMark) && name[name.size() - kMark.size() - 1] == '.');
}

class Recogniser {
public:
    explicit Recogniser(StateDict tensors) { m_source.tensors = std::move(tensors); }

    void readDescriptions(const std::map<std::string, std::string>& metadata)
    {
        if (const auto found = metadata.find(kDescriptions); found != metadata.end()) {
            const json all = parsed(found->second, {}, kDescriptions);
            const auto layers = all.find("layers");
            if (layers != all.end() && layers->is_object()) {
                for (const auto& [name, description] : layers->items())
                    m_descriptions.emplace(originalName(name), description);
            }
        }
        for (auto it = m_source.tensors.begin(); it != m_source.tensors.end();) {
            const auto& [name, tensor] = *it;
            if (!name.ends_with(kDescription) || tensor.scalar_type() != at::kByte) {
                ++it;
                continue;
            }
            const at::Tensor bytes = tensor.contiguous();
            const std::string_view text(static_cast<const char*>(bytes.const_data_ptr()), bytes.nbytes());
            m_descriptions.insert_or_assign(name.substr(0, name.size() - kDescription.size()),
                                            parsed(text, {.bytes = kMostDescription}, name));
            it = m_source.tensors.erase(it);
        }
    }

    void pack()
    {
        std::vector<std::string> names;
        for (const auto& [name, tensor] : m_source.tensors) {
            if (isFp8(tensor) || tensor.scalar_type() == at::kChar
                || (tensor.scalar_type() == at::kByte && m_descriptions.contains(moduleOf(name))))
                names.push_back(name);
        }
        m_hasScales = hasScales(names) || !m_descriptions.empty();
        for (const std::string& name : names) {
            if (!isMark(name) && m_source.tensors.contains(name)) // One may be the scale of another.
                packOne(name);
        }
        dropUnitScales();
        if (!m_source.packed.empty())
            std::erase_if(m_source.tensors, [](const auto& each) { return isMark(each.first); });
        for (const auto& [module, description] : m_descriptions)
            m_wrong.push_back(module + std::string(kWeight) + " is quantised as " + jsonInLine(description)
                              + ", which this program can't read");
        if (m_wrong.empty() && !m_source.packed.empty())
            log::info(std::to_string(m_source.packed.size()) + " weights are quantised, "
                      + (m_hasScales ? "with scales" : "without scales"));
    }

    [[nodiscard]] const std::vector<std::string>& wrong() const { return m_wrong; }
    TensorSource take() && { return std::move(m_source); }

private:
    static json parsed(std::string_view text, const JsonLimits& limits, std::string_view name)
    {
        Result<json> description = parseJson<json>(text, limits);
        if (!description)
            throw Error{ErrorCode::CheckpointDamaged, {}, std::string(name) + ": " + description.error().detail};
        if (!description->is_object())
            throw Error{ErrorCode::CheckpointDamaged, {}, std::string(name) + " is no JSON object"};
        return *std::move(description);
    }

    static std::string moduleOf(const std::string& name)
    {
        return name.ends_with(kWeight) ? name.substr(0, name.size() - kWeight.size()) : name;
    }

    [[nodiscard]] bool hasScales(const std::vector<std::string>& names) const
    {
        return std::any_of(m_source.tensors.begin(), m_source.tensors.end(),
                           [](const auto& each) { return isMark(each.first); })
            || std::any_of(names.begin(), names.end(), [this](const std::string& name) {
                   return std::any_of(kScales.begin(), kScales.end(), [&](std::string_view ending) {
                       return m_source.tensors.contains(moduleOf(name) + std::string(ending));
                   });
               });
    }

    void packOne(const std::string& name)
    {
        const at::Tensor numbers = m_source.tensors.at(name);
        const std::string module = moduleOf(name);
        int64_t rotated = 0;
        if (const auto found = m_descriptions.find(module); found != m_descriptions.end()) {
            const std::optional<Format> format = formatOf(found->second);
            if (!format || format->dtype != numbers.scalar_type()
                || (format->rotated != 0 && !canRotate(format->rotated, numbers)))
                return; // Said for all of them at the end.
            rotated = format->rotated;
            m_descriptions.erase(found);
            if (format->block != 0) {
                packBlocks(name, module, format->dtype);
                return;
            }
        }
        std::vector<std::string> scales;
        for (const std::string_view ending : kScales) {
            if (m_source.tensors.contains(module + std::string(ending)))
                scales.push_back(module + std::string(ending));
        }
        if (scales.size() > 1) {
            m_wrong.push_back(name + " has two scales, " + scales[0] + " and " + scales[1]);
            return;
        }
        if (scales.empty() && (m_hasScales || !isFp8(numbers))) {
            m_wrong.push_back(name + " is quantised, and its scale is missing (" + module + std::string(kScales[1])
                              + ')');
            return;
        }
        if (scales.empty() && !m_sampled && numbers.dim() == 2) {
            m_sampled = true; // One weight tells it for the file.
            if (fillRange(numbers)) {
                m_wrong.push_back(name
                                  + " fills the range of its type, so it was divided by a scale, which is missing ("
                                  + module + std::string(kScales[1]) + ')');
                return;
            }
        }
        at::Tensor scale;
        if (!scales.empty()) {
            scale = usable(scales[0], numbers);
            if (!scale.defined())
                return;
            m_source.tensors.erase(scales[0]);
        }
        dropInputScales(module);
        const auto unpack
            = [rotated](const at::Tensor& of, const at::Tensor& by, at::ScalarType dtype, c10::Device device) {
                  if (rotated == 0)
                      return scaled(of, by, dtype, device);
                  const at::Tensor wide = scaled(of, by, at::kFloat, device).reshape({-1, rotated});
                  return at::mm(wide, rotation(rotated).to(device)).reshape(of.sizes()).to(dtype);
              };
        m_source.add(
            name, numbers.sizes().vec(),
            {.parts = {numbers},
             .unpack = [unpack, numbers, scale](at::ScalarType dtype,
                                                c10::Device device) { return unpack(numbers, scale, dtype, device); },
             .unpackRows =
                 [unpack, numbers, scale](const at::Tensor& rows) {
                     const bool forRows = scale.defined() && scale.dim() > 0;
                     return unpack(rowsOf(numbers, rows), forRows ? rowsOf(scale, rows) : scale, at::kFloat, c10::kCPU);
                 },
             .format = isFp8(numbers) ? "fp8" : "int8"});
    }

    // nvfp4 if `dtype` is uint8, or else mxfp8.
    void packBlocks(const std::string& name, const std::string& module, at::ScalarType dtype)
    {
        const at::Tensor numbers = m_source.tensors.at(name);
        const bool isNvfp4 = dtype == at::kByte;
        const int64_t block = isNvfp4 ? kNvfp4Block : kMxfp8Block;
        const int64_t columns = numbers.dim() == 2 ? numbers.size(1) * (isNvfp4 ? 2 : 1) : 0;
        const auto found = m_source.tensors.find(module + std::string(kScales[1]));
        const at::Tensor scales = found == m_source.tensors.end() ? at::Tensor() : found->second;
        const bool fits = scales.defined() && columns > 0 && columns % block == 0
            && scales.numel() == blockScales(numbers.size(0), columns, block)
            && (isNvfp4 ? scales.scalar_type() == at::kFloat8_e4m3fn
                        : scales.scalar_type() == at::kByte || scales.scalar_type() == at::kFloat8_e8m0fnu);
        if (!fits) {
            m_wrong.push_back(name + " is quantised in blocks, and its scales (" + module + std::string(kScales[1])
                              + ") are missing or don't fit");
            return;
        }
        at::Tensor factor;
        if (const std::string second = module + ".weight_scale_2"; isNvfp4) {
            if (!m_source.tensors.contains(second)) {
                m_wrong.push_back(name + " is quantised, and its second scale is missing (" + second + ')');
                return;
            }
            factor = usable(second, {});
            if (!factor.defined())
                return;
            m_source.tensors.erase(second);
        }
        m_source.tensors.erase(module + std::string(kScales[1]));
        dropInputScales(module);
        const int64_t rows = numbers.size(0);
        const auto unpack = [numbers, scales, factor](at::ScalarType wanted, c10::Device device) {
            return factor.defined() ? unpackNvfp4(numbers, scales, factor, wanted, device)
                                    : unpackMxfp8(numbers, scales, wanted, device);
        };
        const auto unpackRows = [numbers, scales, factor](const at::Tensor& chosen) {
            return factor.defined() ? nvfp4Rows(numbers, scales, factor, chosen) : mxfp8Rows(numbers, scales, chosen);
        };
        m_source.add(name, {rows, columns},
                     {.parts = {numbers, scales},
                      .unpack = unpack,
                      .unpackRows = unpackRows,
                      .format = isNvfp4 ? "nvfp4" : "mxfp8"});
    }

    // The scale in fp32, in a shape that multiplies these numbers: [] or, if they are defined, [rows, 1]. Undefined if
    // it can't be used, which is noted.
    at::Tensor usable(const std::string& name, const at::Tensor& numbers)
    {
        const at::Tensor& stored = m_source.tensors.at(name);
        const bool forRows = numbers.defined() && numbers.dim() == 2 && stored.numel() == numbers.size(0)
            && stored.numel() > 1 && (stored.dim() == 1 || (stored.dim() == 2 && stored.size(1) == 1));
        if (!stored.is_floating_point() || stored.element_size() == 1 || (stored.numel() != 1 && !forRows)) {
            m_wrong.push_back(name + " should be one number"
                              + (numbers.defined() ? " or one for each row of " + describe(numbers) : std::string())
                              + ", the file has " + describe(stored) + " of "
                              + std::string(c10::toString(stored.scalar_type())));
            return {};
        }
        const at::Tensor scale = stored.to(at::kFloat, false, true).contiguous();
        const auto* const values = scale.const_data_ptr<float>();
        // A row of zeros may have the scale 0.
        if (!std::all_of(values, values + scale.numel(),
                         [&](float value) { return std::isfinite(value) && (value > 0 || (forRows && value == 0)); })) {
            m_wrong.push_back(name + " should be positive, the file has "
                              + (forRows ? "other numbers" : std::to_string(*values)));
            return {};
        }
        return forRows ? scale.reshape({-1, 1}) : scale.reshape({});
    }

    void dropInputScales(const std::string& module)
    {
        for (const std::string_view ending : kInputScales)
            m_source.tensors.erase(module + std::string(ending));
    }

    // Older files of ComfyUI have a scale beside weights that aren't quantised, too. If it is 1, it does nothing.
    void dropUnitScales()
    {
        for (auto it = m_source.tensors.begin(); it != m_source.tensors.end();) {
            const auto& [name, scale] = *it;
            const auto* const ending = std::find_if(kScales.begin(), kScales.end(),
                                                    [&name = name](auto each) { return name.ends_with(each); });
            const std::string module = ending == kScales.end() ? "" : name.substr(0, name.size() - ending->size());
            const auto weight = m_source.tensors.find(module + std::string(kWeight));
            if (ending == kScales.end() || weight == m_source.tensors.end() || m_source.packed.contains(weight->first)
                || !weight->second.is_floating_point() || isFp8(weight->second) || !scale.is_floating_point()
                || scale.numel() != 1 || scale.to(at::kFloat).item<float>() != 1.0F) {
                ++it;
                continue;
            }
            it = m_source.tensors.erase(it);
            m_plain.push_back(module);
        }
        for (const std::string& module : m_plain)
            dropInputScales(module);
    }

    TensorSource m_source;
    std::map<std::string, json> m_descriptions; // by module; those that are left were not understood
    std::vector<std::string> m_plain; // modules that have a scale and no quantised weight
    std::vector<std::string> m_wrong;
    bool m_hasScales = false;
    bool m_sampled = false;
};

} // namespace

Result<TensorSource> unpackLater(StateDict tensors, const std::map<std::string, std::string>& metadata,
                                 const fs::path& file)
{
    try {
        Recogniser recogniser(std::move(tensors));
        recogniser.readDescriptions(metadata);
        recogniser.pack();
        if (!recogniser.wrong().empty())
            return Error{ErrorCode::CheckpointMismatch, file.string(), summedUp(recogniser.wrong())};
        return std::move(recogniser).take();
    } catch (const Error& error) {
        return Error{error.code, file.string(), error.detail};
    }
}

} // namespace studio::model
