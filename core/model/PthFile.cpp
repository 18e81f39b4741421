// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/PthFile.h"

#include "core/base/FileKind.h"
#include "core/model/MappedFile.h"
#include "core/model/Pickle.h"
#include "core/model/ZipDirectory.h"

#include <c10/core/ScalarType.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

namespace studio::model {
namespace {

// What a storage is said to hold, by its class; a dtype where the storage is untyped.
const std::unordered_map<std::string_view, at::ScalarType>& types()
{
    static const std::unordered_map<std::string_view, at::ScalarType> kTypes{
        {"torch.BFloat16Storage", at::kBFloat16},
        {"torch.HalfStorage", at::kHalf},
        {"torch.FloatStorage", at::kFloat},
        {"torch.DoubleStorage", at::kDouble},
        {"torch.ByteStorage", at::kByte},
        {"torch.CharStorage", at::kChar},
        {"torch.ShortStorage", at::kShort},
        {"torch.IntStorage", at::kInt},
        {"torch.LongStorage", at::kLong},
        {"torch.BoolStorage", at::kBool},
        {"torch.ComplexFloatStorage", at::kComplexFloat},
        {"torch.ComplexDoubleStorage", at::kComplexDouble},
        {"torch.bfloat16", at::kBFloat16},
        {"torch.float16", at::kHalf},
        {"torch.float32", at::kFloat},
        {"torch.float64", at::kDouble},
        {"torch.uint8", at::kByte},
        {"torch.int8", at::kChar},
        {"torch.int16", at::kShort},
        {"torch.int32", at::kInt},
        {"torch.int64", at::kLong},
        {"torch.bool", at::kBool},
        {"torch.complex64", at::kComplexFloat},
        {"torch.complex128", at::kComplexDouble},
        {"torch.float8_e4m3fn", at::kFloat8_e4m3fn},
        {"torch.float8_e5m2", at::kFloat8_e5m2},
    };
    return kTypes;
}

constexpr std::string_view kOrderedDict = "collections.OrderedDict";
constexpr std::string_view kParameter = "torch._utils._rebuild_parameter";
constexpr std::string_view kTensor2 = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kTensor3 = "torch._utils._rebuild_tensor_v3";

const GlobalNames& allowedGlobals()
{
    static const GlobalNames kAllowed = [] {
        GlobalNames names{kOrderedDict,
                          kParameter,
                          kTensor2,
                          kTensor3,
                          "torch.Size",
                          "torch.UntypedStorage",
                          "torch.storage.UntypedStorage"};
        for (const auto& [name, type] : types())
            names.insert(name);
        return names;
    }();
    return kAllowed;
}

// Far above what a state dict has; a file that nests one dictionary into itself runs into them.
constexpr int kMaxDepth = 32;
constexpr size_t kMaxVisits = 200'000;
constexpr size_t kMaxNameLength = 1024;
constexpr size_t kMaxPickleBytes = 64 << 20;
constexpr size_t kMaxDimensions = 64; // torch's own limit for most of its functions

[[noreturn]] void fail(ErrorCode code, std::string detail)
{
    throw Error{code, {}, std::move(detail)};
}

[[noreturn]] void damaged(std::string detail)
{
    fail(ErrorCode::CheckpointDamaged, std::move(detail));
}

template<typename T>
T value(Result<T> result)
{
    if (!result)
        throw result.error();
    return *std::move(result);
}

template<typename T>
const T& as(const Pickled& pickled, const char* what)
{
    const auto* const found = std::get_if<T>(&pickled.value);
    if (!found)
        damaged(std::string("a tensor's ") + what + " is of another type than torch.save() writes");
    return *found;
}

const std::vector<Pickled>& sequence(const Pickled& pickled, const char* what)
{
    const auto* const node = as<const Pickled::Node*>(pickled, what);
    if (node->kind != Pickled::Node::Kind::Sequence)
        damaged(std::string("a tensor's ") + what + " is no sequence");
    return node->items;
}

// A tuple, or torch.Size(tuple).
const std::vector<Pickled>& shape(const Pickled& pickled, const char* what)
{
    const auto* const node = as<const Pickled::Node*>(pickled, what);
    if (node->kind != Pickled::Node::Kind::Call)
        return sequence(pickled, what);
    const std::vector<Pickled>& arguments = sequence(node->arguments, what);
    if (as<Pickled::Global>(node->head, what).name != "torch.Size" || arguments.size() != 1)
        damaged(std::string("a tensor's ") + what + " is no sequence");
    return sequence(arguments[0], what);
}

std::vector<int64_t> integers(const Pickled& pickled, const char* what)
{
    const std::vector<Pickled>& items = shape(pickled, what);
    if (items.size() > kMaxDimensions)
        damaged(std::string("a tensor's ") + what + " has too many dimensions");
    std::vector<int64_t> values;
    for (const Pickled& item : items) {
        values.push_back(as<int64_t>(item, what));
        if (values.back() < 0)
            damaged(std::string("a tensor's ") + what + " has a negative number in it");
    }
    return values;
}

// The elements from a view's first to its last, 0 for an empty one; nothing if it counts further than 63 bits, or
// lays elements on top of each other: weights never do, and whoever unfolds such a view runs out of memory.
std::optional<int64_t> extent(const std::vector<int64_t>& size, const std::vector<int64_t>& stride)
{
    int64_t elements = 1;
    int64_t last = 0;
    bool empty = false;
    for (size_t i = 0; i < size.size(); ++i) {
        int64_t step = 0;
        if (__builtin_mul_overflow(elements, std::max<int64_t>(size[i], 1), &elements)
            || __builtin_mul_overflow(std::max<int64_t>(size[i], 1) - 1, stride[i], &step)
            || __builtin_add_overflow(last, step, &last))
            return std::nullopt;
        empty = empty || size[i] == 0;
    }
    if (elements > (int64_t{1} << 56)) // times the largest element is still a number of bytes
        return std::nullopt;
    if (empty)
        return 0;
    if (last >= (int64_t{1} << 56) || elements > last + 1)
        return std::nullopt;
    return last + 1;
}

class Archive {
public:
    explicit Archive(MappedFile file)
        : m_file(std::move(file))
        , m_records(value(readZipDirectory(m_file.bytes())))
    {
    }

    StateDict tensors()
    {
        // All records lie in one folder, whose name is the file's when it was written.
        for (const auto& [name, record] : m_records) {
            const size_t slash = name.find('/');
            if (slash != std::string::npos && std::string_view(name).substr(slash) == "/data.pkl") {
                if (!m_folder.empty())
                    damaged("the archive has two data.pkl");
                m_folder = name.substr(0, slash + 1);
            }
        }
        if (m_folder.empty())
            fail(ErrorCode::CheckpointForeign, std::string(kindName(FileKind::Archive)));
        if (m_records.contains(m_folder + "byteorder") && content("byteorder") != "little")
            fail(ErrorCode::Unsupported, "the tensors were saved on a big-endian machine; save them on another one");

        const std::string_view bytes = content("data.pkl");
        if (bytes.size() > kMaxPickleBytes)
            damaged("data.pkl is larger than that of any state dict");
        const Pickle pickle = value(readPickle(bytes, allowedGlobals()));
        collect(pickle.root, {}, 0);
        return std::move(m_found);
    }

private:
    using Kind = Pickled::Node::Kind;

    [[nodiscard]] const ZipRecord& record(const std::string& name) const
    {
        const auto found = m_records.find(m_folder + name);
        if (found == m_records.end())
            damaged("the archive has no record " + name);
        if (!found->second.stored)
            fail(ErrorCode::Unsupported,
                 "the record " + name
                     + " is compressed: the file was repacked by something else than torch.save(); unpack it and save"
                       " it again with torch, or zip it with \"zip -0\"");
        return found->second;
    }

    [[nodiscard]] std::string_view content(const std::string& name) const
    {
        const ZipRecord& found = record(name);
        return m_file.bytes().substr(found.offset, found.size);
    }

    void collect(const Pickled& pickled, const std::string& name, int depth)
    {
        if (++m_visits > kMaxVisits || depth > kMaxDepth)
            damaged("dictionaries are nested deeper than a state dict's");
        const auto* const found = std::get_if<const Pickled::Node*>(&pickled.value);
        if (!found)
            return;
        const Pickled::Node& node = **found;
        if (node.kind == Kind::Dict) {
            collectItems(node, name, depth);
        } else if (node.kind == Kind::Call) {
            const std::string_view function = as<Pickled::Global>(node.head, "constructor").name;
            if (function == kOrderedDict)
                collectItems(node, name, depth);
            else if (function == kParameter)
                collect(argument(sequence(node.arguments, "arguments"), 0), name, depth + 1);
            else if (function == kTensor2 || function == kTensor3)
                add(name, tensor(sequence(node.arguments, "arguments"), function == kTensor3));
        }
    }

    void collectItems(const Pickled::Node& dict, const std::string& prefix, int depth)
    {
        for (size_t i = 0; i + 1 < dict.items.size(); i += 2) {
            const auto* const key = std::get_if<std::string_view>(&dict.items[i].value);
            if (!key)
                continue;
            if (prefix.size() + key->size() > kMaxNameLength)
                damaged("a name is longer than any tensor's");
            collect(dict.items[i + 1], prefix.empty() ? std::string(*key) : prefix + '.' + std::string(*key),
                    depth + 1);
        }
    }

    void add(const std::string& name, at::Tensor tensor)
    {
        if (!m_found.emplace(name, std::move(tensor)).second)
            damaged("two tensors are called " + name);
    }

    static const Pickled& argument(const std::vector<Pickled>& arguments, size_t index)
    {
        if (index >= arguments.size())
            damaged("a tensor has too few arguments");
        return arguments[index];
    }

    // (storage, offset, size, stride, requires_grad, hooks); version 3 adds the dtype and its storage is untyped.
    at::Tensor tensor(const std::vector<Pickled>& arguments, bool typed)
    {
        const auto* const reference = as<const Pickled::Node*>(argument(arguments, 0), "storage");
        if (reference->kind != Kind::Reference)
            damaged("a tensor's storage is no storage");
        // ("storage", type, key, device, element count)
        const std::vector<Pickled>& storage = sequence(reference->head, "storage");
        const Pickled& typeName = typed ? argument(arguments, 6) : argument(storage, 1);
        const auto type = types().find(as<Pickled::Global>(typeName, "dtype").name);
        if (type == types().end())
            damaged("a tensor has no dtype");
        const std::string name = "data/" + std::string(as<std::string_view>(argument(storage, 2), "storage's name"));

        const std::vector<int64_t> size = integers(argument(arguments, 2), "size");
        const std::vector<int64_t> stride = integers(argument(arguments, 3), "stride");
        const auto offset = as<int64_t>(argument(arguments, 1), "offset");
        const std::optional<int64_t> elements = size.size() == stride.size() ? extent(size, stride) : std::nullopt;
        if (!elements || offset < 0)
            damaged("a tensor's size and stride do not describe a tensor");
        const ZipRecord& found = record(name);
        const auto itemSize = static_cast<int64_t>(c10::elementSize(type->second));
        const auto capacity = static_cast<int64_t>(found.size) / itemSize;
        if (offset > capacity || *elements > capacity - offset)
            damaged("a tensor lies outside " + name);
        if (found.offset % static_cast<uint64_t>(itemSize) == 0)
            return m_file.tensor(found.offset + static_cast<uint64_t>(offset * itemSize), size, stride, type->second);
        return aligned(name, found)
            .narrow(0, 0, capacity * itemSize)
            .view(type->second)
            .as_strided(size, stride, offset);
    }

    // A copy of a record that was not written by torch itself, and lies where its numbers can't be read in place.
    const at::Tensor& aligned(const std::string& name, const ZipRecord& found)
    {
        const auto [copy, isNew] = m_aligned.try_emplace(name);
        if (isNew) {
            const auto size = static_cast<int64_t>(found.size);
            copy->second = m_file.tensor(found.offset, {size}, {1}, at::kByte).clone();
        }
        return copy->second;
    }

    MappedFile m_file;
    std::map<std::string, ZipRecord, std::less<>> m_records;
    std::string m_folder;
    std::map<std::string, at::Tensor> m_aligned;
    StateDict m_found;
    size_t m_visits = 0;
};

StateDict read(const MappedFile& file)
{
    const std::string_view bytes = file.bytes();
    if (bytes.starts_with("PK"))
        return Archive(file).tensors();

    // Torch's format before version 1.6 is several pickles and raw bytes in a row. Whatever else is a pickle: say so if
    // it wants to do more than it should.
    const Result<Pickle> first = readPickle(bytes.substr(0, kMaxPickleBytes), allowedGlobals());
    if (!first && first.error().code == ErrorCode::PickleUnsafe)
        throw first.error();
    if (bytes.starts_with('\x80'))
        fail(ErrorCode::Unsupported,
             "the file has torch's format from before version 1.6; save it again with"
             " torch.save(torch.load(path, weights_only=True), path)");
    if (const Status kind = checkKind({}, bytes, FileKind::Zip); !kind)
        throw kind.error();
    damaged("the file is no zip archive, which is what torch.save() writes");
}

} // namespace

Result<StateDict> openPth(const std::filesystem::path& path)
{
    const Result<MappedFile> file = MappedFile::open(path);
    if (!file)
        return file.error();
    try {
        return read(*file);
    } catch (const Error& error) {
        return Error{error.code, path.string(), error.detail};
    } catch (const c10::Error& error) {
        return Error{errorOf(error, ErrorCode::CheckpointDamaged).code, path.string(), error.what_without_backtrace()};
    }
}

} // namespace studio::model
