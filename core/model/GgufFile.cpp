// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The format is that of ggml (https://github.com/ggml-org/ggml). Numbers are little endian and unaligned.
#include "core/model/GgufFile.h"

#include "core/base/FileKind.h"
#include "core/model/GgmlBlocks.h"
#include "core/model/GgufMetadata.h"
#include "core/model/MappedFile.h"
#include "core/spec/WeightsKind.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace studio::model {
namespace {

namespace fs = std::filesystem;

// Limits of what a header may claim; the real models have about 1,300 tensors.
constexpr uint64_t kMaxTensors = 1'000'000;
constexpr uint32_t kMaxDimensions = 8;
constexpr int64_t kMaxAlignment = int64_t{1} << 20;
constexpr std::string_view kOriginalShape = "comfy.gguf.orig_shape.";

struct PlainType {
    uint32_t number;
    at::ScalarType dtype;
};
constexpr std::array kPlainTypes{PlainType{0, at::kFloat}, PlainType{1, at::kHalf}, PlainType{30, at::kBFloat16}};

struct OtherType {
    uint32_t number;
    std::string_view name;
};
constexpr std::array kOtherTypes{
    OtherType{9, "Q8_1"},     OtherType{15, "Q8_K"},   OtherType{16, "IQ2_XXS"}, OtherType{17, "IQ2_XS"},
    OtherType{18, "IQ3_XXS"}, OtherType{19, "IQ1_S"},  OtherType{20, "IQ4_NL"},  OtherType{21, "IQ3_S"},
    OtherType{22, "IQ2_S"},   OtherType{23, "IQ4_XS"}, OtherType{24, "I8"},      OtherType{25, "I16"},
    OtherType{26, "I32"},     OtherType{27, "I64"},    OtherType{28, "F64"},     OtherType{29, "IQ1_M"},
    OtherType{34, "TQ1_0"},   OtherType{35, "TQ2_0"},  OtherType{39, "MXFP4"},   OtherType{40, "NVFP4"},
};

[[noreturn]] void damaged(const std::string& what)
{
    throw Error{ErrorCode::CheckpointDamaged, {}, what};
}

[[noreturn]] void unread(const std::string& what)
{
    throw Error{ErrorCode::CheckpointMismatch, {}, what};
}

struct Info {
    std::string name;
    std::vector<int64_t> shape; // the model's: outermost first
    uint32_t type = 0;
    uint64_t offset = 0; // from the beginning of the data
    uint64_t bytes = 0;
};

struct Header {
    std::vector<Info> tensors;
    std::map<std::string, std::vector<int64_t>, std::less<>> originalShapes;
    uint64_t dataBegin = 0;
};

Info readTensor(GgufCursor& cursor)
{
    Info info;
    info.name = cursor.name();
    const auto dimensions = cursor.number<uint32_t>();
    if (dimensions > kMaxDimensions)
        damaged(info.name + " has " + std::to_string(dimensions) + " dimensions");
    for (uint32_t i = 0; i < dimensions; ++i) {
        const auto extent = cursor.number<uint64_t>();
        if (extent == 0 || extent > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
            damaged(info.name + " has a dimension of " + std::to_string(extent));
        info.shape.insert(info.shape.begin(), static_cast<int64_t>(extent));
    }
    info.type = cursor.number<uint32_t>();
    info.offset = cursor.number<uint64_t>();
    return info;
}

uint64_t alignmentOf(const GgufMetadata& metadata)
{
    constexpr int64_t kUsual = 32;
    constexpr std::string_view kAlignment = "general.alignment";
    const int64_t alignment = metadata.contains(kAlignment) ? metadata.wholeNumber(kAlignment).value_or(0) : kUsual;
    if (alignment < 8 || alignment > kMaxAlignment || !std::has_single_bit(static_cast<uint64_t>(alignment)))
        damaged("general.alignment is " + std::to_string(alignment));
    return static_cast<uint64_t>(alignment);
}

Header readHeader(std::string_view bytes)
{
    Header header;
    GgufCursor cursor(bytes);
    const auto tensors = cursor.number<uint64_t>();
    const auto entries = cursor.number<uint64_t>();
    if (tensors > kMaxTensors)
        damaged("the header claims more tensors than any model has");
    const GgufMetadata metadata = GgufMetadata::read(cursor, entries);
    for (const std::string& key : metadata.keys()) {
        if (!key.starts_with(kOriginalShape))
            continue;
        std::optional<std::vector<int64_t>> shape = metadata.wholeNumbers(key, kMaxDimensions);
        if (!shape)
            damaged("an original shape is no list of a few numbers");
        header.originalShapes.emplace(key.substr(kOriginalShape.size()), *std::move(shape));
    }
    for (uint64_t i = 0; i < tensors; ++i)
        header.tensors.push_back(readTensor(cursor));
    if (header.tensors.empty())
        throw Error{ErrorCode::CheckpointForeign, {}, detailOf({.kind = WeightsKind::Empty})};
    const uint64_t alignment = alignmentOf(metadata);
    header.dataBegin = (cursor.position() + alignment - 1) / alignment * alignment;
    return header;
}

const GgmlType* quantised(uint32_t number)
{
    const auto types = ggmlTypes();
    const auto found
        = std::find_if(types.begin(), types.end(), [&](const GgmlType& type) { return type.number == number; });
    return found == types.end() ? nullptr : &*found;
}

std::optional<at::ScalarType> plain(uint32_t number)
{
    const auto* const found = std::find_if(kPlainTypes.begin(), kPlainTypes.end(),
                                           [&](const PlainType& type) { return type.number == number; });
    return found == kPlainTypes.end() ? std::nullopt : std::optional(found->dtype);
}

std::string otherType(uint32_t number)
{
    const auto* const found = std::find_if(kOtherTypes.begin(), kOtherTypes.end(),
                                           [&](const OtherType& type) { return type.number == number; });
    return found == kOtherTypes.end() ? "the unknown type " + std::to_string(number)
                                      : "type " + std::string(found->name);
}

// nullopt: more than 63 bits.
std::optional<uint64_t> countOf(const std::vector<int64_t>& shape)
{
    uint64_t count = 1;
    for (const int64_t extent : shape) {
        if (extent <= 0 || __builtin_mul_overflow(count, static_cast<uint64_t>(extent), &count)
            || count > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
            return std::nullopt;
    }
    return count;
}

// Computes how many bytes each tensor takes. Error: CheckpointMismatch, naming all tensors of a type that isn't read.
void measure(std::vector<Info>& tensors)
{
    std::vector<std::string> others;
    for (Info& info : tensors) {
        const std::optional<uint64_t> count = countOf(info.shape);
        if (!count)
            damaged(info.name + " is larger than any file");
        uint64_t units = *count;
        uint64_t unitBytes = 0;
        if (const GgmlType* const type = quantised(info.type)) {
            const auto block = static_cast<uint64_t>(type->elements);
            if (info.shape.empty() || static_cast<uint64_t>(info.shape.back()) % block != 0)
                damaged(info.name + " has rows that are no multiple of a block of " + std::string(type->name));
            units /= block;
            unitBytes = static_cast<uint64_t>(type->bytes);
        } else if (const std::optional<at::ScalarType> dtype = plain(info.type)) {
            unitBytes = c10::elementSize(*dtype);
        } else {
            others.push_back(info.name + " is of " + otherType(info.type));
            continue;
        }
        if (__builtin_mul_overflow(units, unitBytes, &info.bytes))
            damaged(info.name + " is larger than any file");
    }
    if (!others.empty())
        unread(
            "some tensors are of types that this program can't unpack; a file of F32, F16, BF16, Q4_0 to Q8_0 or Q2_K"
            " to Q6_K can be used:\n"
            + summedUp(others));
}

// Checks that tensors lie in the file and don't share bytes. There may be gaps between them.
void checkPlaces(const std::vector<Info>& tensors, uint64_t available)
{
    std::vector<const Info*> order;
    for (const Info& info : tensors)
        order.push_back(&info);
    std::sort(order.begin(), order.end(), [](const Info* a, const Info* b) { return a->offset < b->offset; });
    uint64_t used = 0;
    for (const Info* const info : order) {
        if (info->offset < used)
            damaged(info->name + " overlaps the tensor before it");
        if (info->offset > available || info->bytes > available - info->offset)
            damaged("the file is cut off: " + info->name + " should lie at bytes " + std::to_string(info->offset)
                    + " and the " + std::to_string(info->bytes) + " behind it, the file has data of "
                    + std::to_string(available));
        used = info->offset + info->bytes;
    }
}

// Takes the original shape of a tensor that was stored in another, for a quantiser that wants long rows.
void restoreShapes(Header& header)
{
    for (Info& info : header.tensors) {
        const auto original = header.originalShapes.find(info.name);
        if (original == header.originalShapes.end())
            continue;
        if (countOf(original->second) != countOf(info.shape))
            damaged("the original shape of " + info.name + " has another number of elements");
        info.shape = original->second;
    }
}

// Some rows of a tensor of this shape. Whole blocks lie in a row, if it wasn't stored in another shape.
at::Tensor unpackRows(const at::Tensor& bytes, const GgmlType& type, std::vector<int64_t> shape, const at::Tensor& rows)
{
    const int64_t stored = shape.front();
    int64_t inRow = 1;
    for (size_t i = 1; i < shape.size(); ++i)
        inRow *= shape[i];
    if (shape.size() < 2 || inRow % type.elements != 0)
        return rowsOf(unpackBlocks(type, bytes, shape, at::kFloat), rows);
    shape.front() = rows.numel();
    return unpackBlocks(type, rowsOf(bytes.reshape({stored, -1}), rows), shape, at::kFloat);
}

std::vector<int64_t> contiguousStrides(const std::vector<int64_t>& shape)
{
    std::vector<int64_t> strides(shape.size(), 1);
    for (size_t i = strides.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    return strides;
}

TensorSource read(const MappedFile& file)
{
    const std::string_view bytes = file.bytes();
    Header header = readHeader(bytes);
    measure(header.tensors);
    checkPlaces(header.tensors, bytes.size() - std::min<uint64_t>(bytes.size(), header.dataBegin));
    restoreShapes(header);
    TensorSource source;
    for (const Info& info : header.tensors) {
        if (source.tensors.contains(info.name))
            damaged("the header names " + info.name + " twice");
        const uint64_t begin = header.dataBegin + info.offset;
        if (const std::optional<at::ScalarType> dtype = plain(info.type)) {
            source.tensors.emplace(info.name, file.tensor(begin, info.shape, contiguousStrides(info.shape), *dtype));
            continue;
        }
        const GgmlType& type = *quantised(info.type);
        const at::Tensor packed = file.tensor(begin, {static_cast<int64_t>(info.bytes)}, {1}, at::kByte);
        source.add(info.name, info.shape,
                   {.parts = {packed},
                    .unpack =
                        [packed, &type, shape = info.shape](at::ScalarType dtype, c10::Device device) {
                            return unpackBlocks(type, packed, shape, dtype, device);
                        },
                    .unpackRows = [packed, &type, shape = info.shape](
                                      const at::Tensor& rows) { return unpackRows(packed, type, shape, rows); },
                    .format = std::string(type.name)});
    }
    return source;
}

} // namespace

Result<TensorSource> openGguf(const fs::path& path)
{
    const Result<MappedFile> file = MappedFile::open(path);
    if (!file)
        return file.error();
    if (Status kind = checkKind(path, file->bytes(), FileKind::Gguf); !kind)
        return kind.error();
    try {
        return read(*file);
    } catch (const Error& error) {
        return Error{error.code, path.string(), error.detail};
    } catch (const c10::Error& error) {
        return Error{errorOf(error, ErrorCode::CheckpointDamaged).code, path.string(), error.what_without_backtrace()};
    }
}

} // namespace studio::model
